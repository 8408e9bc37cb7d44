//! Where the program is linked with all of glibc, it looks hosts up by itself: `src/names.c`.

fn main() {
    println!("cargo::rerun-if-changed=src/names.c");
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let features = variable("CARGO_CFG_TARGET_FEATURE");
    let is_whole = features.split(',').any(|feature| feature == "crt-static");
    if is_whole && variable("CARGO_CFG_TARGET_ENV") == "gnu" {
        for object in cc::Build::new().file("src/names.c").compile_intermediates() {
            println!("cargo::rustc-link-arg-bins={}", object.display());
        }
    }
}
