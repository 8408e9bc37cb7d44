//! From a file and the environment to settings.

use std::path::Path;

use thiserror::Error;
use toml::{Table, Value};

use super::Config;

/// What names of variables begin with that set something: `QUNGUI_LISTEN`,
/// `QUNGUI_LIMITS__CONNECTIONS`.
const PREFIX: &str = "QUNGUI_";
/// The most bytes of a file, and of a secret in a file of its own.
const FILE_BYTES: u64 = 1 << 20;

/// Why it can't be started so.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("读不了配置文件 {path}:{why}")]
    File {
        /// Which.
        path: String,
        /// Why.
        why: std::io::Error,
    },
    /// It is no TOML, or has what nobody knows.
    #[error("配置文件有问题:\n{0}")]
    Form(String),
    /// A secret can't be had.
    #[error("配置里的 {key} 取不到:{why}")]
    Secret {
        /// Where it is wanted.
        key: String,
        /// Why.
        why: String,
    },
    /// Something in it can't be.
    #[error("配置有以下问题,改好后再启动:\n  {}", .0.join("\n  "))]
    Problems(Vec<String>),
}

/// Settings from a file, where there is one, and the machine's environment.
///
/// # Errors
/// It can't be read, or something in it is wrong.
pub fn load(path: Option<&Path>) -> Result<Config, ConfigError> {
    let text = match path {
        None => String::new(),
        Some(path) => read(path).map_err(|why| {
            let path = path.display().to_string();
            ConfigError::File { path, why }
        })?,
    };
    parse(&text, &mut std::env::vars())
}

/// A file that is not longer than any we expect.
fn read(path: &Path) -> std::io::Result<String> {
    let bytes = std::fs::metadata(path)?.len();
    if bytes > FILE_BYTES {
        return Err(std::io::Error::other(format!("文件有 {bytes} 字节,太大了")));
    }
    std::fs::read_to_string(path)
}

/// Settings from a text and variables.
///
/// # Errors
/// Something in it is wrong.
pub fn parse(
    text: &str,
    variables: &mut dyn Iterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    // Read as it stands first: what is wrong is pointed at in the file.
    let table: Table = toml::from_str(text).map_err(form)?;
    let mut value = Value::Table(table);
    let variables: Vec<(String, String)> = variables.collect();
    for (name, said) in &variables {
        if let Some(place) = name.strip_prefix(PREFIX) {
            set(&mut value, &place.to_ascii_lowercase(), said);
        }
    }
    fetch_secrets(&mut value, "", &variables)?;
    let config: Config = match value.clone().try_into() {
        Ok(config) => config,
        // The same once more from the text, for the place.
        Err(error) => return Err(form(toml::from_str::<Config>(text).err().unwrap_or(error))),
    };
    let wrong = config.problems();
    if wrong.is_empty() { Ok(config) } else { Err(ConfigError::Problems(wrong)) }
}

fn form(error: toml::de::Error) -> ConfigError {
    ConfigError::Form(error.to_string())
}

/// Sets one value: `limits__connections` is `limits.connections`. Variables of other programs
/// that begin alike and mean nothing here are refused like unknown keys of the file, except
/// those at the top that no key has.
fn set(value: &mut Value, place: &str, said: &str) {
    let mut at = value;
    let mut path = place.split("__").peekable();
    while let Some(key) = path.next() {
        let Some(table) = at.as_table_mut() else { return };
        if path.peek().is_none() {
            let known = TOP.contains(&key) || place.contains("__");
            if known {
                table.insert(key.to_owned(), literal(said));
            }
            return;
        }
        at = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
    }
}

/// Keys at the top that a variable may set.
const TOP: [&str; 6] = ["data", "listen", "public_url", "trusted_proxies", "policies", "platform"];

/// A value as TOML would have it, or else the words themselves.
fn literal(said: &str) -> Value {
    let line = format!("value = {said}");
    let read = toml::from_str::<Table>(&line).ok().and_then(|mut table| table.remove("value"));
    read.unwrap_or_else(|| Value::String(said.to_owned()))
}

/// Puts in the place of `{ file = "…" }` and `{ env = "…" }` what is there.
fn fetch_secrets(
    value: &mut Value,
    key: &str,
    variables: &[(String, String)],
) -> Result<(), ConfigError> {
    let fail = |why: String| ConfigError::Secret { key: key.to_owned(), why };
    match value {
        Value::Table(table) => {
            let only = if table.len() == 1 { table.iter().next() } else { None };
            let secret = match only {
                Some((name, Value::String(path))) if name == "file" => {
                    let text =
                        read(Path::new(path)).map_err(|why| fail(format!("{path}:{why}")))?;
                    Some(text.trim_end().to_owned())
                }
                Some((name, Value::String(wanted))) if name == "env" => {
                    let found = variables.iter().find(|(name, _)| name == wanted);
                    let found = found.map(|(_, said)| said.clone());
                    Some(found.ok_or_else(|| fail(format!("环境变量 {wanted} 没有设置")))?)
                }
                _ => None,
            };
            if let Some(secret) = secret {
                *value = Value::String(secret);
                return Ok(());
            }
            table.iter_mut().try_for_each(|(name, inner)| {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                fetch_secrets(inner, &key, variables)
            })
        }
        Value::Array(list) => {
            list.iter_mut().try_for_each(|inner| fetch_secrets(inner, key, variables))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let owned = |(name, said): &(&str, &str)| ((*name).to_owned(), (*said).to_owned());
        parse(text, &mut variables.iter().map(owned))
    }

    #[test]
    fn nothing_set_is_sound() {
        assert_eq!(with("", &[]).unwrap(), Config::default());
    }

    #[test]
    fn the_documented_file_says_what_holds_without_it() {
        let documented = with(include_str!("../../../../docs/qungui.toml"), &[]).unwrap();
        assert_eq!(documented, Config::default());
    }

    #[test]
    fn the_environment_stands_above_the_file() {
        let config = with(
            "listen = \"127.0.0.1:1\"\n[limits]\nconnections = 5\n",
            &[
                ("QUNGUI_LISTEN", "0.0.0.0:80"),
                ("QUNGUI_LIMITS__CONNECTIONS", "9"),
                ("QUNGUI_SHARED", "/elsewhere"),
            ],
        );
        let config = config.unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:80");
        assert_eq!(config.limits.connections, 9);
    }

    #[test]
    fn secrets_come_from_files_and_the_environment_and_are_not_shown() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from-a-file-0123456789\n").unwrap();
        let text = format!(
            "[[webhooks]]\nname = \"a\"\nurl = \"https://a.cn\"\nsecret = {{ file = {:?} }}\n\
             [[webhooks]]\nname = \"b\"\nurl = \"https://b.cn\"\nsecret = {{ env = \"HOOK\" }}\n",
            file.path()
        );
        let config = with(&text, &[("HOOK", "from-the-env-0123456789")]).unwrap();
        assert_eq!(config.webhooks[0].secret.0, "from-a-file-0123456789");
        assert_eq!(config.webhooks[1].secret.0, "from-the-env-0123456789");
        assert!(!format!("{config:?}").contains("0123456789"));
        let missing = with(&text, &[]).unwrap_err().to_string();
        assert!(missing.contains("HOOK"), "{missing}");
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, says) in [
            ("listen = 7", "listen"),
            ("lisen = \"127.0.0.1:1\"", "lisen"),
            ("[limits]\nconnections = 0", "limits.connections"),
            ("public_url = \"qungui.cn\"", "public_url"),
            ("platform = \"mars\"", "mars"),
            ("[[onebot.accounts]]\nid = \"x\"\ntoken = \"s3cret-token\"", "QQ 号"),
            ("[log]\nformat = \"xml\"", "log.format"),
            (
                "[[openid]]\nid = \"a\"\nname = \"甲\"\nissuer = \"http://a\"\nclient_id = \"q\"",
                "allow_private",
            ),
            (
                "[[openid]]\nid = \"a\"\nname = \"甲\"\nissuer = \"https://a\"\nclient_id = \"q\"\n\
                 roles = [{ value = \"x\", role = \"king\" }]",
                "king",
            ),
        ] {
            let error = with(text, &[]).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
