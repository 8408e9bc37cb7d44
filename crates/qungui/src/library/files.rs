//! The files of `policies/`, put inside the program. Written by `cargo xtask codegen`.

/// Each file's name and text.
#[rustfmt::skip]
pub const FILES: &[(&str, &str)] = &[
];
