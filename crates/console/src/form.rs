//! What a form sends.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use server::Problem;

/// The most fields of a form with a file.
const FIELDS_MAX: usize = 64;

/// The fields of a form, in order.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads what stands in a body or after a question mark.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Fields {
        let pairs = form_urlencoded::parse(bytes);
        Fields(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// Whether nothing was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field's text without blanks around it; empty where it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// A field's text as it was sent: where the numbers of its lines are told.
    #[must_use]
    pub fn whole(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A field's text, where there is any.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of a field that may be sent more than once.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }
}

/// A form with a file: its other fields, and the file's bytes where one was chosen.
#[derive(Debug)]
pub struct WithFile(pub Fields, pub Option<Vec<u8>>);

impl<S: Send + Sync> FromRequest<S> for WithFile {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<WithFile, Problem> {
        let broken = || Problem::bad("body", "内容没有收全,请重新发送");
        let form = Multipart::from_request(request, state).await;
        let mut form = form.map_err(|_| broken())?;
        let (mut fields, mut file) = (Vec::new(), None);
        while let Some(field) = form.next_field().await.map_err(|_| broken())? {
            let name = field.name().unwrap_or_default().to_owned();
            let is_file = field.file_name().is_some();
            let bytes = field.bytes().await.map_err(|_| broken())?;
            if is_file {
                file = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty()).or(file);
            } else if fields.len() < FIELDS_MAX {
                fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        Ok(WithFile(Fields(fields), file))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Fields, Problem> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| Problem::bad("body", "内容没有收全,请重新发送"))?;
        Ok(Fields::parse(&body))
    }
}
