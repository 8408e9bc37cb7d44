//! The closed list of codes.
/// One code.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Its name.
    pub name: &'static str,
}
/// Every code.
pub const CODES: &[Code] = &[];
