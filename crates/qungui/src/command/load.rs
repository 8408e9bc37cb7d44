//! Reading policy files with their diagnostics, for every command that needs some.

use std::path::PathBuf;

use model::Platform;
use policy::{Diagnostic, Parsed, Policy, Severity};

use crate::console::{Failure, complain, read};

/// The largest policy file, in bytes; the parser refuses larger ones by its own limit.
const POLICY_BYTES_MAX: u64 = 16 << 20;

/// Reads policy files and checks them, each and together.
pub fn policies(
    paths: &[PathBuf],
    platform: Option<Platform>,
) -> Result<(Vec<Policy>, Vec<Diagnostic>), Failure> {
    let specs = ::rules::specs();
    let mut policies = Vec::new();
    let mut diagnostics = Vec::new();
    for path in paths {
        let bytes = read(path, POLICY_BYTES_MAX)?;
        let name = path.display().to_string();
        let Parsed { policy, diagnostics: found } = policy::parse_bytes(&name, &bytes, &specs);
        diagnostics.extend(found);
        policies.push(policy);
    }
    diagnostics.extend(policy::checks::check(&policies.iter().collect::<Vec<_>>(), platform));
    Ok((policies, policy::diagnostic::in_order(diagnostics)))
}

/// Reads policy files that must be free of errors: what is wrong is said, and nothing runs.
pub fn sound_policies(paths: &[PathBuf]) -> Result<Vec<Policy>, Failure> {
    let (policies, mut diagnostics) = policies(paths, None)?;
    diagnostics.retain(|one| one.severity == Severity::Error);
    if !diagnostics.is_empty() {
        complain(policy::diagnostic::render::text(&diagnostics).trim_end());
        return Err(Failure::Input("制度文件有错误,没有运行".to_owned()));
    }
    Ok(policies)
}
