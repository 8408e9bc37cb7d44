//! What it changes who says something: people judge newcomers and old members differently.
//!
//! Only what is doubtful moves, and only between asking a person and not: nobody is acted on for
//! who they are. Whatever moved says so in its reason.

use model::time::DAY_MS;
use model::{Role, Timestamp};
use policy::param::Who;
use text::{ACT, ASK, Topic};

use crate::finder::Certainty;
use crate::hits;
use crate::scene::{MemberIx, Scene};
use crate::signals;

/// Who has been in a group for so many days is an old member.
const OLD_DAYS: i64 = 180;
/// What a newcomer's contact or link adds to what the words say.
const NEWCOMER_POINTS: u32 = 20;

/// How sure it is that a message is of a topic, seen with who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Enough to act, or to ask.
    pub certainty: Certainty,
    /// What of it is due to who says it, for administrators; empty where nothing is.
    pub because: &'static str,
}

impl Judged {
    fn plain(certainty: Certainty) -> Judged {
        Judged { certainty, because: "" }
    }
}

/// How sure it is; none where it is not worth asking about.
#[must_use]
pub fn judged(scene: &Scene<'_>, topic: Topic) -> Option<Judged> {
    let score = scene.reading.score(topic);
    let learned = scene.reading.hits.iter().filter(|hit| hit.learned && hit.topic == topic);
    let learned: u32 = learned.map(|hit| hit.weight).sum();
    let words = score.saturating_sub(learned);
    let Some(actor) = scene.actor else { return hits::certainty(score).map(Judged::plain) };
    let invites = scene.reading.contacts + scene.reading.links > 0;
    match score {
        ACT.. if words < ACT && is_old(scene, actor) => Some(Judged {
            certainty: Certainty::Ask,
            because: ",发言的是入群半年以上、没有违规记录的成员,先请人看",
        }),
        ACT.. => Some(Judged::plain(Certainty::Act)),
        // What only the way of writing suggests, of somebody who gives out notices here.
        ASK.. if words == 0 && signals::speaks_for_group(scene) => None,
        ASK.. => Some(Judged::plain(Certainty::Ask)),
        _ if score + NEWCOMER_POINTS >= ASK && score > 0 && invites && is_new(scene, actor) => {
            Some(Judged {
                certainty: Certainty::Ask,
                because: ",发言的是新成员,又留了联系方式或链接,加 20 分",
            })
        }
        _ => None,
    }
}

fn is_new(scene: &Scene<'_>, who: MemberIx) -> bool {
    scene.group.is(who, &Who::Role(Role::Newcomer)) && !signals::speaks_for_group(scene)
}

/// Whether somebody has long been here and never broke anything, as far as is known.
fn is_old(scene: &Scene<'_>, who: MemberIx) -> bool {
    let joined = scene.group.member(who).map_or(0, |member| member.joined);
    let joined = (joined > 0).then(|| crate::scene::seconds(joined));
    let long = |joined: Timestamp| scene.now.since(joined) >= OLD_DAYS * DAY_MS;
    joined.is_some_and(long) && !scene.group.has_record(who)
}
