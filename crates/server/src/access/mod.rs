//! Who asks, and what they may do.

pub mod account;
pub mod caller;
pub mod key;
pub mod links;
pub mod member_link;
pub mod names;
pub mod offices;
pub mod openid;
pub mod outside;
pub mod password;
pub mod right;
pub mod second;
pub mod secret;
pub mod sign_in;
pub mod staff;
pub mod tries;
pub mod users;

pub use caller::{Access, Caller, Means};
pub use links::{SetUp, set_up};
pub use right::{Right, Rights, rights_of};
pub use sign_in::{Opened, SignIn, Visit, sign_in, sign_out};
pub use staff::Staff;
