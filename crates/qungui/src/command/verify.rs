//! `qungui verify`: proves every record, and says which was touched.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use runtime::recover::recover;
use server::access::key::Key;
use server::access::second::opened_by;
use store::Sqlite;
use store::backup::Manifest;
use store::dialect::{Dialect, Reader};
use store::record::hex;
use store::sqlite::copies::{KEY_FILE, row_of};
use store::verify::{Anchor, FAULTS_MAX, Fault, Proof, verify};

use super::data::{Data, input, sound};
use crate::console::{Failure, write};

/// 核对全部记录,指出被改动的一条。
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    data: Data,
    /// 和早先某次备份的说明(.json)核对:那时的记录一条也不能少、不能变
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// 核对一个备份文件,而不是文件夹里的数据
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    backup: Option<PathBuf>,
    /// 还要从头重新计算一遍,看每一项决定是否相同(较慢)
    #[arg(long, conflicts_with = "backup")]
    replay: bool,
    /// 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Verify {
    pub fn run(self) -> Result<(), Failure> {
        let mut anchors: Vec<Anchor> = Vec::new();
        for path in &self.against {
            anchors.extend(Manifest::read(path).map_err(input)?.anchor());
        }
        let mut reader = match &self.backup {
            Some(file) => {
                let manifest = Manifest::path_of(file);
                if manifest.is_file() {
                    anchors.extend(Manifest::read(&manifest).map_err(input)?.anchor());
                }
                Sqlite::read_file(file).map_err(input)?
            }
            None => self.data.store()?.reader().map_err(input)?,
        };
        let key = self.key(reader.as_mut())?;
        let damage = reader.sound().map_err(input)?;
        let proof = verify(reader.as_mut(), &anchors).map_err(input)?;
        drop(reader);
        let differing = if self.replay { self.replayed()? } else { None };
        match self.format {
            Format::Text => {
                let replayed = self.replay.then_some(differing);
                told(&proof, damage.as_deref(), replayed, &key)?;
            }
            Format::Json => told_json(&proof, damage.as_deref(), differing, &key)?,
        }
        let count =
            proof.fault_count + u64::from(damage.is_some()) + u64::from(differing.is_some());
        match count {
            0 => Ok(()),
            count => Err(Failure::Input(format!("核对没有通过:共 {count} 处"))),
        }
    }

    /// What the key for signing in is worth that stands beside the store, or in the backup.
    fn key(&self, reader: &mut dyn Reader) -> Result<KeyOf, Failure> {
        let kept = match &self.backup {
            Some(_) => reader.setting(&row_of(KEY_FILE)).map_err(input)?,
            None => {
                let beside = self.data.store()?.beside().map_err(input)?;
                beside.into_iter().find(|(name, _)| *name == KEY_FILE).map(|(_, text)| text)
            }
        };
        let users = reader.users().map_err(input)?;
        let key = kept.as_ref().and_then(|text| Key::of(text.trim()));
        let opened = key.map(|key| opened_by(&users, &key));
        Ok(KeyOf { there: kept.is_some(), opened })
    }

    /// The first record that is decided otherwise now, where there is one, and how many are.
    fn replayed(&self) -> Result<Option<(u64, u64)>, Failure> {
        let settings = runtime::Settings::default();
        let store = self.data.store()?;
        let (_, recovered) = recover(&store, &settings, u64::MAX, true).map_err(input)?;
        Ok(recovered.first_differing.map(|first| (first, recovered.differing)))
    }
}

/// The key with which second factors are sealed.
struct KeyOf {
    there: bool,
    /// How many are sealed, and how many of those it doesn't open.
    opened: Option<(usize, usize)>,
}

impl KeyOf {
    fn in_words(&self) -> String {
        match self.opened {
            None if !self.there => {
                "没有 sign-in.key(还没有启动过,或者密钥写在配置里的,不用管)".to_owned()
            }
            Some((sealed, 0)) => format!("sign-in.key 在,{sealed} 个人的两步验证都能打开"),
            Some((sealed, shut)) => format!(
                "sign-in.key 打不开 {sealed} 个人中 {shut} 个人的两步验证:换过密钥的,\
                 请放回原来的,或由能管理用户的人去掉他们的两步验证"
            ),
            None => "sign-in.key 里没有密钥".to_owned(),
        }
    }
}

fn told(
    proof: &Proof,
    damage: Option<&str>,
    replayed: Option<Option<(u64, u64)>>,
    key: &KeyOf,
) -> Result<(), Failure> {
    let mut page = format!("{}\n", sound(proof));
    if let Some(damage) = damage {
        page.push_str(&format!("数据库文件已损坏:{damage}\n"));
    }
    for fault in &proof.faults {
        page.push_str(&format!("{fault}\n"));
    }
    if proof.fault_count > FAULTS_MAX as u64 {
        page.push_str(&format!("……一共 {} 处\n", proof.fault_count));
    }
    if proof.faults.is_empty() {
        page.push_str(&format!(
            "每条记录都和校验链相符,末尾是第 {} 条:{}\n",
            proof.records,
            hex(&proof.link)
        ));
    }
    match replayed {
        Some(None) => page.push_str("重新计算的决定全部相同\n"),
        Some(Some((first, count))) => page
            .push_str(&format!("重新计算以后,有 {count} 条记录的决定不同,第一条是第 {first} 条\n")),
        None => {}
    }
    page.push_str(&format!("{}\n", key.in_words()));
    write(None, page.as_bytes())
}

fn told_json(
    proof: &Proof,
    damage: Option<&str>,
    differing: Option<(u64, u64)>,
    key: &KeyOf,
) -> Result<(), Failure> {
    let fault = |fault: &Fault| {
        serde_json::json!({
            "first": fault.first, "last": fault.last, "message": fault.to_string(),
        })
    };
    let page = serde_json::json!({
        "records": proof.records,
        "decisions": proof.decisions,
        "blanked": proof.blanked,
        "link": hex(&proof.link),
        "fault_count": proof.fault_count,
        "faults": proof.faults.iter().map(fault).collect::<Vec<_>>(),
        "damage": damage,
        "first_differing": differing.map(|(first, _)| first),
        "differing": differing.map_or(0, |(_, count)| count),
        "sign_in_key": key.there,
        "second_factors_shut": key.opened.map(|(_, shut)| shut),
    });
    write(None, format!("{page}\n").as_bytes())
}
