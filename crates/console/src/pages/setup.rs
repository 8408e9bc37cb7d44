//! The first run. It begins with the policy: what of the document can be carried out is seen
//! before anything else is asked.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use compiler::input::FILE_BYTES_MAX;
use policy::texts::Language;
use server::access::links::{LinkFor, about};
use server::access::{Caller, Right, SetUp, Visit, set_up};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use trial::Reading;

use super::policies::Tabs;
use super::policies::clauses::Clauses;
use super::policies::upload::{draft_of, sent};
use crate::drafts;
use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;

/// Who a draft is by before there are accounts.
const NOBODY_YET: &str = "@setup";
/// What a form adds to the file.
const AROUND_BYTES: usize = 256 << 10;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let post_to = |path, answers| page(Needs::Nothing, Method::POST, path, answers);
    let get_from = |path, answers| page(Needs::Nothing, Method::GET, path, answers);
    vec![
        get_from("/setup/{secret}", get(begin)),
        post_to("/setup/{secret}/policy", post(upload))
            .of_at_most(FILE_BYTES_MAX + AROUND_BYTES)
            .for_seconds(120),
        get_from("/setup/{secret}/clauses/{id}", get(clauses)),
        get_from("/setup/{secret}/account", get(account_form)),
        post_to("/setup/{secret}/account", post(account)),
        page(Needs::SignedIn, Method::GET, "/welcome", get(welcome)),
    ]
}

/// Whether the link is the one of the first set-up, still unused.
async fn is_first(app: &Arc<App>, secret: &str) -> Result<String, Problem> {
    match about(app, secret).await? {
        LinkFor::SetUp => Ok(format!("/setup/{}", link::part(secret))),
        LinkFor::Password(_) => Err(Problem::not_found("这个页面")),
    }
}

#[derive(Template)]
#[template(path = "setup/begin.html")]
struct Begin<'a> {
    frame: &'a Frame,
    link: String,
    wrong: String,
}

async fn begin(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let link = is_first(&app, &secret).await?;
    Ok(frame.page(&Begin { frame: &frame, link, wrong: String::new() }))
}

async fn upload(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    frame: Frame,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Problem> {
    let link = is_first(&app, &secret).await?;
    let form = form.map_err(|_| Problem::bad("body", "内容没有收全,请重新发送"))?;
    let made = async {
        let sent = sent(form).await?;
        app.block(move |app| drafts::keep_by(app, draft_of(&sent)?, None, NOBODY_YET)).await
    };
    match made.await {
        Ok(draft) => Ok(frame.go(&format!("{link}/clauses/{}", draft.id), None)),
        Err(Problem { status, title, detail, .. }) if status == StatusCode::BAD_REQUEST => {
            let wrong = format!("{title}。{detail}");
            let page = Begin { frame: &frame, link, wrong };
            Ok(frame.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(problem) => Err(problem),
    }
}

#[derive(Template)]
#[template(path = "setup/clauses.html")]
struct Shown<'a> {
    frame: &'a Frame,
    title: String,
    next: String,
    several: usize,
    clauses: Clauses,
}

impl Shown<'_> {
    /// Nothing is changed before there is an account.
    #[expect(clippy::unused_self, reason = "drafts answer otherwise")]
    fn editing(&self) -> Option<&Tabs> {
        None
    }
}

async fn clauses(
    State(app): State<Arc<App>>,
    Path((secret, id)): Path<(String, String)>,
    frame: Frame,
) -> Result<Response, Problem> {
    let link = is_first(&app, &secret).await?;
    let draft = drafts::find(&app, id).await?;
    let next = format!("{link}/account?draft={}", link::part(&draft.id));
    let (language, title) = (frame.language, draft.title.clone());
    let read = app.block(move |app| {
        // Of several policies the first is shown; which one it is to be is asked later.
        let (name, parts) = (draft.file(), compiler::parts(&draft.text));
        let first = parts.first().filter(|_| draft.choosing);
        let text = match first.and_then(|part| draft.text.get(part.bytes.clone())) {
            Some(text) => compiler::compile(&name, text).policy_file,
            None => draft.text.clone(),
        };
        let reading = Reading::of(&name, &text);
        let several = if draft.choosing { parts.len() } else { 0 };
        Ok((Clauses::of(&reading, None, app.config.platform(), language), several))
    });
    let (clauses, several) = read.await?;
    Ok(frame.page(&Shown { frame: &frame, title, next, several, clauses }))
}

#[derive(Template)]
#[template(path = "setup/account.html")]
struct Account<'a> {
    frame: &'a Frame,
    action: String,
    name: String,
    shown: String,
    wrong: String,
}

fn action(link: &str, draft: &str) -> String {
    format!("{link}/account?draft={}", link::part(draft))
}

async fn account_form(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    frame: Frame,
    Query(query): Query,
) -> Result<Response, Problem> {
    let link = is_first(&app, &secret).await?;
    let action = action(&link, query.text("draft"));
    let (name, shown, wrong) = (String::new(), String::new(), String::new());
    Ok(frame.page(&Account { frame: &frame, action, name, shown, wrong }))
}

async fn account(
    State(app): State<Arc<App>>,
    Path(secret): Path<String>,
    visit: Visit,
    frame: Frame,
    Query(query): Query,
    fields: Fields,
) -> Result<Response, Problem> {
    let draft = query.text("draft");
    let (name, shown) = (fields.text("name").to_owned(), fields.text("shown").to_owned());
    let password = fields.text("password").to_owned();
    let link = format!("/setup/{}", link::part(&secret));
    let again = |wrong: String| {
        let (name, shown) = (name.clone(), shown.clone());
        let action = action(&link, draft);
        let page = Account { frame: &frame, action, name, shown, wrong };
        frame.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    if password != fields.text("again") {
        return Ok(again(frame.say("setup.not-the-same").to_owned()));
    }
    let given = SetUp { name: name.clone(), shown: shown.clone(), password };
    match set_up(&app, &secret, given, &visit).await {
        Ok(opened) => {
            app.block(move |app| {
                // By the name as it was entered: people write it in several ways.
                let user = app.runtime.reader()?.user(opened.user)?;
                let name = user.map(|user| user.name).unwrap_or_default();
                drafts::take_over(app, NOBODY_YET, &name)
            })
            .await?;
            let to = format!("/welcome?draft={}", link::part(draft));
            let mut response = frame.go(&to, None);
            let cookie = HeaderValue::from_str(&opened.cookie).map_err(|_| Problem::internal())?;
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(problem) if problem.code == "link" => Err(problem),
        Err(Problem { title, detail, .. }) => Ok(again(match detail.is_empty() {
            true => title,
            false => format!("{title}。{detail}"),
        })),
    }
}

#[derive(Template)]
#[template(path = "setup/welcome.html")]
struct Welcome<'a> {
    frame: &'a Frame,
    draft: Option<(String, String)>,
    in_use: usize,
    operates: bool,
    accounts: Vec<(String, bool, usize)>,
    waiting: bool,
    settings: String,
    address: String,
}

/// What is to be done next; with `wait`, the page looks again by itself until an account is seen.
async fn welcome(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
    Query(query): Query,
) -> Result<Response, Problem> {
    let wanted = query.text("draft").to_owned();
    let may_edit = caller.may_everywhere(Right::EditPolicies);
    let (draft, in_use) = app
        .read(move |reader| {
            let drafts = drafts::list(reader)?;
            let found = drafts.iter().find(|one| one.id == wanted).or(drafts.first());
            let found = found.filter(|_| may_edit);
            let draft = found.map(|one| (one.title.clone(), link::draft(&one.id)));
            Ok::<_, Problem>((draft, reader.policies()?.len()))
        })
        .await?;
    let operates = caller.may_everywhere(Right::Operate);
    let seen = app.dispatch.view().map(|view| view.accounts()).unwrap_or_default();
    let accounts: Vec<(String, bool, usize)> = match operates {
        true => seen.into_iter().map(|one| (one.id, one.connected, one.groups.len())).collect(),
        false => Vec::new(),
    };
    let base = app.config.base_url();
    let address = format!("{}/onebot/v11/ws", base.replacen("http", "ws", 1));
    let words = frame.language.choose("群规用的 QQ 号", "the QQ number of the account");
    let secret = match frame.language {
        Language::Chinese => "自己定的一串口令,两边一样",
        Language::English => "a secret of your own, the same on both sides",
    };
    let settings = format!(
        "[[onebot.accounts]]\nid = \"10001\"          # {words}\ntoken = \"…\"           # {secret}\n"
    );
    let waiting = query.text("wait") == "1" && !accounts.iter().any(|(_, connected, _)| *connected);
    let page =
        Welcome { frame: &frame, draft, in_use, operates, accounts, waiting, settings, address };
    let mut response = frame.page(&page);
    if waiting {
        let again = HeaderValue::from_static("5");
        response.headers_mut().insert(header::REFRESH, again);
    }
    Ok(response)
}
