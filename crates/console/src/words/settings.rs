//! Settings: what their sections are called.

use policy::texts::Text;

pub const TEXTS: &[Text] =
    &[("settings.title", "设置", "Settings"), ("settings.users", "用户", "Users")];
