//! What can be asked of the server, and whose right it needs.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::MethodRouter;
use utoipa::openapi::path::{Operation, Paths};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::access::Right;
use crate::app::App;
use crate::problem::Problem;

/// The most bytes of a body, where nothing else is said.
pub const BODY_BYTES: usize = 1 << 20;
/// The longest that an answer may take, where nothing else is said.
pub const SECONDS: u64 = 30;

/// Whose right an endpoint needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody may ask.
    Nothing,
    /// Whoever is signed in may.
    SignedIn,
    /// The right, everywhere.
    Everywhere(Right),
    /// The right in the group that the path names as `{group}`.
    InGroup(Right),
    /// The right in any group: the handler shows only what is of those.
    Somewhere(Right),
}

/// How somebody asked, for whoever says what went wrong.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The method.
    pub method: Method,
    /// The address.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
}

/// Says what went wrong as a page; none: as programs read it.
pub type Says = fn(&Arc<App>, &Manner, &Problem) -> Option<Response>;

/// What documents an endpoint: schemas by name, and its operations.
pub type Documented = (Vec<(String, RefOr<Schema>)>, Paths);

/// Something that can be asked.
pub struct Endpoint {
    /// Its path, with parameters in braces.
    pub path: String,
    /// Its methods.
    pub methods: Vec<Method>,
    /// Whose right it needs.
    pub needs: Needs,
    /// The most bytes of a body.
    pub body_bytes: usize,
    /// The longest that an answer may take, in seconds; 0: as long as it likes.
    pub seconds: u64,
    /// What documents it, where it is for programs.
    pub documented: Option<Documented>,
    /// How it says what went wrong, where people read it.
    pub says: Option<Says>,
    /// What answers.
    pub answers: MethodRouter<Arc<App>>,
}

/// An endpoint for programs: documented.
pub fn endpoint(needs: Needs, routes: UtoipaMethodRouter<Arc<App>>) -> Endpoint {
    let (schemas, paths, answers) = routes;
    let first = paths.paths.iter().next();
    let path = first.map(|(path, _)| path.clone()).unwrap_or_default();
    let methods = first.map(|(_, item)| methods_of(item)).unwrap_or_default();
    Endpoint {
        path,
        methods,
        needs,
        body_bytes: BODY_BYTES,
        seconds: SECONDS,
        documented: Some((schemas, paths)),
        says: None,
        answers,
    }
}

/// An endpoint for browsers: a page.
pub fn page(needs: Needs, method: Method, path: &str, answers: MethodRouter<Arc<App>>) -> Endpoint {
    Endpoint {
        path: path.to_owned(),
        methods: vec![method],
        needs,
        body_bytes: BODY_BYTES,
        seconds: SECONDS,
        documented: None,
        says: None,
        answers,
    }
}

impl Endpoint {
    /// With bodies of at most so many bytes.
    #[must_use]
    pub fn of_at_most(self, body_bytes: usize) -> Endpoint {
        Endpoint { body_bytes, ..self }
    }

    /// That may take so long; 0: as long as it likes.
    #[must_use]
    pub fn for_seconds(self, seconds: u64) -> Endpoint {
        Endpoint { seconds, ..self }
    }

    /// That says so what went wrong.
    #[must_use]
    pub fn saying(self, says: Says) -> Endpoint {
        Endpoint { says: Some(says), ..self }
    }

    /// Adds what documents it.
    pub fn document(&self, to: &mut OpenApi) {
        let Some((schemas, paths)) = &self.documented else { return };
        let components = to.components.get_or_insert_with(Default::default);
        for (name, schema) in schemas {
            components.schemas.insert(name.clone(), schema.clone());
        }
        for (path, item) in &paths.paths {
            let mut item = item.clone();
            for operation in operations_of(&mut item) {
                self.explain(operation);
            }
            to.paths.paths.insert(path.clone(), item);
        }
    }

    fn explain(&self, operation: &mut Operation) {
        let needed = match self.needs {
            Needs::Nothing => "不需要登录。".to_owned(),
            Needs::SignedIn => "登录即可。".to_owned(),
            Needs::Everywhere(right) => format!("需要权限:{}(全部群)。", says(right)),
            Needs::InGroup(right) => format!("需要权限:{}(这个群)。", says(right)),
            Needs::Somewhere(right) => format!("需要权限:{};只返回有权限的群。", says(right)),
        };
        let words = operation.description.take().unwrap_or_default();
        let words = if words.is_empty() { needed } else { format!("{words}\n\n{needed}") };
        operation.description = Some(words);
        let security = match self.needs {
            Needs::Nothing => Vec::new(),
            _ => ["session", "token"]
                .into_iter()
                .map(|name| utoipa::openapi::security::SecurityRequirement::new(name, [""; 0]))
                .collect(),
        };
        operation.security = Some(security);
    }
}

fn says(right: Right) -> String {
    format!("{}(`{}`)", right.in_words(), right.name())
}

fn operations_of(item: &mut utoipa::openapi::PathItem) -> impl Iterator<Item = &mut Operation> {
    let utoipa::openapi::PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

fn methods_of(item: &utoipa::openapi::PathItem) -> Vec<Method> {
    let all = [
        (&item.get, Method::GET),
        (&item.put, Method::PUT),
        (&item.post, Method::POST),
        (&item.delete, Method::DELETE),
        (&item.patch, Method::PATCH),
    ];
    all.into_iter().filter(|(there, _)| there.is_some()).map(|(_, method)| method).collect()
}
