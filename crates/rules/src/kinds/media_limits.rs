//! Rule kind `media-limits`: limits on pictures, voice messages, stickers, films and files.

use std::fmt;

use model::event::{Media, MediaKind};
use model::{EventBody, EventKind, Span};
use policy::param::ListOf;

use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::media::media_norms;
use crate::scene::{MemberIx, Scene};

policy::words! {
    /// What is limited.
    pub enum Medium {
        /// Pictures.
        Image = "image",
        /// Voice messages.
        Voice = "voice",
        /// Emoji and stickers.
        Emoji = "emoji",
        /// Films.
        Video = "video",
        /// Letters of a certain size or colour: no platform tells.
        Font = "font",
        /// Files.
        File = "file",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 限制图片、语音、表情、视频、文件。`limit` 写成系统能量的样子才会执行:
    ///
    /// | 写法 | 意思 |
    /// | --- | --- |
    /// | `never` | 不许发 |
    /// | `9` | 一条消息里最多 9 个 |
    /// | `3/day` | 每人每天最多 3 个;`3/1h` 是一小时内最多 3 个,最多写到 50 个 |
    /// | `2MB` | 每个不超过 2MB;也可以写 `500KB`、`1GB` |
    /// | `60s` | 语音、视频不超过 60 秒;也可以写 `2m`(分钟) |
    /// | `jpg,png` | 只许这些格式 |
    ///
    /// 同一种东西有几样限制的,写成几条。
    ///
    /// ## 用处
    /// 大图、长语音和连发的表情最占地方,也最费流量。
    ///
    /// ## 例子
    /// ```scenario
    /// [[media-limits]]
    /// media = "voice"
    /// limit = "60s"
    /// [[media-limits]]
    /// media = "image"
    /// limit = "2/day"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"message","media":[{"kind":"voice","seconds":60}]}
    /// 09:01 u7 {"kind":"message","media":[{"kind":"voice","seconds":61}]}   => media-limits remind
    /// 09:02 u7 {"kind":"message","media":[{"kind":"image"},{"kind":"image"}]}
    /// 23:59 u7 {"kind":"message","media":[{"kind":"image"}]}   => media-limits remind
    /// 2026-03-03 00:00 u7 {"kind":"message","media":[{"kind":"image"}]}
    /// ```
    ///
    /// ## 限度
    /// `limit` 写成“尺寸过大”“少发”这样的话,系统量不出来,这条规则只作展示、不会执行;没有写 `limit`
    /// 的、管字体的也一样。平台没有给出大小、时长或格式的,不按它判断。表情的 `never` 和“一条里最多
    /// 几个”包括文字里的表情,“每天最多几个”只数单独发的表情。
    "media-limits": "图片、语音、表情、视频、文件的限制",
    english: "limits on pictures, voice, stickers, videos and files",
    family: Content, level: Auto, part: Finds,
    params {
        /// 限制的是什么
        needed "media" media: ListOf<Medium>,
        /// 限制到什么程度
        maybe "limit" limit: String,
    }
    since: "0.1.0"
}

/// The most of a kind that can be counted over time: the cap of the window.
const COUNTED_MAX: u32 = 50;

/// A limit that can be measured.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Limit {
    Never,
    /// So many in one message.
    Each(u32),
    /// So many within a span.
    Rate(u32, Span),
    Bytes(u64),
    Seconds(u32),
    /// Lower-case file endings.
    Formats(Vec<String>),
}

impl Limit {
    /// Reads a limit; none where it can't be measured.
    fn parse(written: &str) -> Option<Limit> {
        let written = written.trim();
        if written == "never" {
            return Some(Limit::Never);
        }
        if let Ok(count) = written.parse::<u32>() {
            return Some(Limit::Each(count));
        }
        if let Some((count, span)) = written.split_once('/') {
            let count = count.trim().parse().ok().filter(|count| *count <= COUNTED_MAX)?;
            return Some(Limit::Rate(count, Span::parse(span.trim())?));
        }
        if let Some(Span::Ms(ms)) = Span::parse(written) {
            return Some(Limit::Seconds(u32::try_from(ms / model::time::SECOND_MS).ok()?));
        }
        bytes(written).map(Limit::Bytes).or_else(|| formats(written).map(Limit::Formats))
    }

    /// What is wrong with what a message brings of one kind, in words; none: nothing.
    fn wrong(&self, scene: &Scene<'_>, who: MemberIx, lot: &Lot<'_>) -> Option<String> {
        let brought = lot.count;
        let things = lot.kind.in_words();
        match self {
            Limit::Never => (brought > 0).then(|| format!("本群不发{things}")),
            Limit::Each(most) => (brought > *most)
                .then(|| format!("这条消息里有 {brought} 个{things},最多 {most} 个")),
            Limit::Rate(most, span) => {
                let sent = count(lot.media.len());
                let window_ms = match span {
                    Span::SameDay => {
                        let today = scene.zone.local(scene.now).day;
                        scene.now.since(scene.zone.at(today, 0))
                    }
                    other => other.about_ms(),
                };
                let all = scene.group.own_media(who, lot.kind, window_ms).saturating_add(sent);
                let words = span.in_words();
                (sent > 0 && all > *most)
                    .then(|| format!("{words}已发第 {all} 个{things},最多 {most} 个"))
            }
            Limit::Bytes(most) => {
                let size = lot.media.iter().filter_map(|one| one.bytes).max()?;
                (size > *most).then(|| format!("{things}有 {},最大 {}", Size(size), Size(*most)))
            }
            Limit::Seconds(most) => {
                let long = lot.media.iter().filter_map(|one| one.seconds).max()?;
                (long > *most).then(|| format!("{things}长 {long} 秒,最长 {most} 秒"))
            }
            Limit::Formats(allowed) => {
                let other = lot
                    .media
                    .iter()
                    .filter_map(|one| one.format.as_deref().map(ending))
                    .find(|format| !format.is_empty() && !allowed.contains(format))?;
                let allowed = allowed.join("、");
                Some(format!("{things}是 {other} 格式,本群只发 {allowed} 格式"))
            }
        }
    }
}

/// What a message brings of one kind.
struct Lot<'a> {
    kind: MediaKind,
    media: Vec<&'a Media<'a>>,
    /// How many, emoji in the text included.
    count: u32,
}

/// A size in words: whole KB or MB where it is one.
struct Size(u64);

const KB: u64 = 1_024;
const MB: u64 = KB * 1_024;
const GB: u64 = MB * 1_024;

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = match self.0 {
            GB.. => (GB, "GB"),
            MB.. => (MB, "MB"),
            _ => (KB, "KB"),
        };
        match (self.0 / unit, self.0 % unit * 10 / unit) {
            (whole, 0) => write!(f, "{whole}{name}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}{name}"),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// `2MB`, `1.5M`, `500kb`.
fn bytes(written: &str) -> Option<u64> {
    let upper = written.to_ascii_uppercase();
    let number = upper.trim_end_matches('B');
    let (number, unit) = [('K', KB), ('M', MB), ('G', GB)]
        .into_iter()
        .find_map(|(letter, unit)| Some((number.strip_suffix(letter)?.trim(), unit)))?;
    let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
    let tenth: u64 = tenth.parse().ok().filter(|tenth| *tenth < 10)?;
    let whole: u64 = whole.parse().ok()?;
    whole.checked_mul(unit)?.checked_add(tenth * unit / 10)
}

/// `jpg,png`, `PDF、docx`.
fn formats(written: &str) -> Option<Vec<String>> {
    let is_ending = |word: &str| {
        (2..=5).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_alphanumeric())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
    };
    let endings: Vec<String> =
        written.split([',', '、', '\u{FF0C}', ' ', '/']).map(ending).collect();
    let endings: Vec<String> = endings.into_iter().filter(|one| !one.is_empty()).collect();
    (!endings.is_empty() && endings.iter().all(|one| is_ending(one))).then_some(endings)
}

/// A file ending in the one form in which they are compared.
fn ending(written: &str) -> String {
    let lower = written.trim().trim_start_matches('.').to_ascii_lowercase();
    if lower == "jpeg" { "jpg".to_owned() } else { lower }
}

#[derive(Debug)]
struct MediaLimits {
    media: Vec<Medium>,
    /// None where it can't be measured: the rule rests.
    limit: Option<Limit>,
}

fn build(params: Params) -> Built {
    let limit = params.limit.as_deref().and_then(Limit::parse);
    Built::Finder(Box::new(MediaLimits { media: params.media.0, limit }))
}

fn kind_of(medium: Medium) -> Option<MediaKind> {
    match medium {
        Medium::Image => Some(MediaKind::Image),
        Medium::Voice => Some(MediaKind::Voice),
        Medium::Emoji => Some(MediaKind::Emoji),
        Medium::Video => Some(MediaKind::Video),
        Medium::File => Some(MediaKind::File),
        Medium::Font => None,
    }
}

impl Finder for MediaLimits {
    fn wakes_on(&self) -> &'static [EventKind] {
        if self.limit.is_some() { &[EventKind::Message] } else { &[] }
    }

    fn own_media_kept(&self) -> Vec<(MediaKind, usize)> {
        let Some(Limit::Rate(most, _)) = self.limit else { return Vec::new() };
        // One more, so that the number in the reason goes over the limit.
        let kept = most.saturating_add(1) as usize;
        self.media.iter().filter_map(|&medium| Some((kind_of(medium)?, kept))).collect()
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(limit), Some(actor)) = (&self.limit, scene.actor) else { return };
        let EventBody::Message { media, .. } = &scene.event.body else { return };
        for kind in self.media.iter().filter_map(|&medium| kind_of(medium)) {
            let of_kind: Vec<&Media<'_>> = media.iter().filter(|one| one.kind == kind).collect();
            let in_text = if kind == MediaKind::Emoji { scene.reading.emoji } else { 0 };
            let all = count(of_kind.len()).saturating_add(in_text);
            let lot = Lot { kind, media: of_kind, count: all };
            if let Some(reason) = limit.wrong(scene, actor, &lot) {
                out.push(Outcome::Breach(Finding {
                    member: scene.actor,
                    category: None,
                    fact: Fact::plain(reason),
                    certainty: Certainty::Act,
                    resets_window: false,
                }));
            }
        }
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    norms.extend(media_norms(clause));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_can_be_measured() {
        for (written, limit) in [
            ("never", Some(Limit::Never)),
            ("9", Some(Limit::Each(9))),
            ("3/1d", Some(Limit::Rate(3, Span::Days(1)))),
            ("3/day", Some(Limit::Rate(3, Span::SameDay))),
            ("51/day", None),
            ("3/", None),
            ("2MB", Some(Limit::Bytes(2 * MB))),
            ("1.5m b", None),
            ("1.5M", Some(Limit::Bytes(MB + MB / 2))),
            ("500kb", Some(Limit::Bytes(500 * KB))),
            ("60s", Some(Limit::Seconds(60))),
            ("2m", Some(Limit::Seconds(120))),
            ("jpg,PNG", Some(Limit::Formats(vec!["jpg".to_owned(), "png".to_owned()]))),
            ("jpeg", Some(Limit::Formats(vec!["jpg".to_owned()]))),
            ("太大", None),
            ("", None),
            ("99999999999999999999GB", None),
        ] {
            assert_eq!(Limit::parse(written), limit, "{written}");
        }
        assert_eq!(Size(MB + MB / 2).to_string(), "1.5MB");
    }
}
