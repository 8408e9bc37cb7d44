//! `compile_json compile PATH --format json|report|policy`: a document as the compiler reads
//! it, for measuring.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["compile", path, "--format", format] = arguments.as_slice() else {
        return fail("compile_json compile PATH --format json|report|policy", 2);
    };
    #[expect(clippy::disallowed_methods, reason = "an example reads its file itself")]
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(&format!("{path}: {error}"), 1),
    };
    let text = match compiler::read(&bytes).map(|document| document.text) {
        Ok(text) => text,
        Err(error) => return fail(&format!("{path}: {error}"), 1),
    };
    let compiled = compiler::compile(path, &text);
    match *format {
        "report" => print(&compiler::report(&compiled)),
        "policy" => print(&compiled.policy_file),
        _ => print(&compiler::to_json(&compiled).to_string()),
    }
    ExitCode::SUCCESS
}

#[expect(clippy::print_stdout, reason = "an example prints")]
fn print(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "an example says what went wrong")]
fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(code)
}
