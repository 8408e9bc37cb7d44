//! Diagnostics as text, one line each, or JSON.
