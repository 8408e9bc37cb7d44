//! `qungui train`: learning from labelled messages, with a measured before and after.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use text::{ACT, ASK, Judge, Lexicon, Reader, Scratch, Strictness, Topic};
use training::figures::Share;
use training::messages::{LABELS, Material, Sample, Writer, make, retrain, sources};

use crate::console::{Failure, read, write};

/// The largest file of messages, in bytes.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// 用标注过的消息训练判断模型,或用本单位的处理结果继续训练。
#[derive(Args)]
pub struct Train {
    /// 标注过的消息,写成 名称=文件;名称是类别,或 harmless(正常消息),可以给几个。
    /// 表格要有“类别”和“内容”两列;每行一条的清单全按名称算
    #[arg(long, value_name = "NAME=FILE")]
    data: Vec<String>,
    /// 本单位的处理结果:有“类别”和“内容”两列的表格,没有问题的写“正常”
    #[arg(long, value_name = "FILE")]
    verdicts: Vec<PathBuf>,
    /// 处理结果从哪个模型学起;不写就从自带的模型学起,给了 --data 就从新训练的学起
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    start: Option<PathBuf>,
    /// 拆字表和繁体字表(字、制表符、写法),用来学会识别变形
    #[arg(long, value_name = "FILE")]
    pieces: Option<PathBuf>,
    /// 繁体字表
    #[arg(long, value_name = "FILE")]
    traditional: Option<PathBuf>,
    /// 随机种子;同样的材料、同样的种子得到同样的模型
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 模型写到哪个文件;原来的文件改名保留,可以用 --undo 换回
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// 在留出的处理结果上,平均 F1 低于这个百分数就不采用
    #[arg(long, default_value_t = 50)]
    floor: usize,
    /// 换回上一个模型
    #[arg(long, conflicts_with_all = ["data", "verdicts", "start"])]
    undo: bool,
}

impl Train {
    pub fn run(self) -> Result<(), Failure> {
        let previous = self.output.with_extension("previous");
        if self.undo {
            return undo(&self.output, &previous);
        }
        if self.data.is_empty() && self.verdicts.is_empty() {
            let message = "请用 --data 或 --verdicts 给出标注过的消息";
            return Err(Failure::Usage(message.to_owned()));
        }
        let mut material = Material::own(self.seed);
        for one in &self.data {
            let Some((name, path)) = one.split_once('=') else {
                return Err(Failure::Usage(format!("“{one}”应写成 名称=文件")));
            };
            material.add(name, samples(name, Path::new(path))?);
        }
        let mut verdicts = Vec::new();
        for path in &self.verdicts {
            verdicts.extend(samples("", path)?);
        }
        let writer = self.writer()?;
        let refused = |error: text::linear::BadModel| Failure::Input(error.to_string());
        let start = match self.start()? {
            Some(judge) => judge,
            None => make(&material, &writer, self.seed).map_err(refused)?,
        };
        let (done, taught) =
            retrain(&start, verdicts, &material, &writer, self.seed).map_err(refused)?;
        material.lessons.extend(taught);
        let mut report = card(&material, &done.judge, self.seed);
        let adopted = self.verdicts.is_empty() || {
            let _ = writeln!(report, "\n留出的处理结果 {} 条,平均 F1:", done.kept);
            let _ = writeln!(report, "- 训练前 {}", percent(done.before.mean));
            let _ = writeln!(report, "- 训练后 {}", percent(done.after.mean));
            done.is_good(self.floor)
        };
        write(None, report.as_bytes())?;
        if !adopted {
            let message = "训练后没有变好,或留出的处理结果太少、低于要求,没有采用;原来的模型不变";
            return Err(Failure::Input(message.to_owned()));
        }
        if self.output.exists() {
            std::fs::rename(&self.output, &previous).map_err(|source| failed(&previous, source))?;
        }
        write(Some(&self.output), &done.judge.to_bytes())
    }

    /// The model to go on from.
    fn start(&self) -> Result<Option<Judge>, Failure> {
        match &self.start {
            Some(path) => {
                let bytes = read(path, FILE_BYTES_MAX)?;
                let shown = path.display();
                let judge = Judge::from_bytes(&bytes)
                    .map_err(|error| Failure::Input(format!("“{shown}”:{error}")))?;
                Ok(Some(judge))
            }
            None if self.data.is_empty() => Ok(Judge::builtin().map(|judge| (*judge).clone())),
            None => Ok(None),
        }
    }

    fn writer(&self) -> Result<Writer, Failure> {
        let mut writer = Writer::new();
        if let Some(path) = &self.traditional {
            writer = writer.with_traditional(&text_of(path)?);
        }
        if let Some(path) = &self.pieces {
            writer = writer.with_pieces(&text_of(path)?);
        }
        Ok(writer)
    }
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, FILE_BYTES_MAX)?;
    let shown = path.display().to_string();
    String::from_utf8(bytes).map_err(|_| Failure::Input(format!("“{shown}”不是 UTF-8 文本")))
}

fn samples(name: &str, path: &Path) -> Result<Vec<Sample>, Failure> {
    let samples = sources::read(name, &text_of(path)?);
    if samples.is_empty() {
        let known = LABELS.join("、");
        let shown = path.display();
        let message = format!("“{shown}”里没有认得的消息;类别可以是 {known},正常的写 正常");
        return Err(Failure::Input(message));
    }
    Ok(samples)
}

fn failed(path: &Path, source: std::io::Error) -> Failure {
    Failure::Write { path: path.display().to_string(), source }
}

/// Puts the model of before in place of the last one.
fn undo(output: &Path, previous: &Path) -> Result<(), Failure> {
    if !previous.exists() {
        let shown = previous.display();
        return Err(Failure::Input(format!("没有可以换回的模型“{shown}”")));
    }
    std::fs::rename(previous, output).map_err(|source| failed(output, source))?;
    write(None, "已换回上一个模型\n".as_bytes())
}

fn percent(ten_thousandths: usize) -> String {
    format!("{}.{:02} %", ten_thousandths / 100, ten_thousandths % 100)
}

/// What the model was made from and how often it is wrong about harmless messages.
fn card(material: &Material, judge: &Judge, seed: u64) -> String {
    let mut page = String::new();
    let size = judge.to_bytes().len();
    let _ = writeln!(page, "模型 {size} 字节,种子 {seed},学了 {} 条:", material.lessons.len());
    for (number, name) in (0_u16..).zip(LABELS) {
        let count = material.lessons.iter().filter(|one| one.labels.contains(&number)).count();
        let _ = writeln!(page, "- {name} {count}");
    }
    let harmless = material.lessons.iter().filter(|one| one.labels.is_empty()).count();
    let _ = writeln!(page, "- 正常 {harmless}");
    if material.for_measure.is_empty() {
        return page;
    }
    let _ = writeln!(page, "\n没有学过的正常消息 {} 条,误判:", material.for_measure.len());
    let judge = std::sync::Arc::new(judge.clone());
    for strictness in Strictness::ALL {
        let reader = Reader::new(&Lexicon::builtin()).judging(Some(judge.clone()), strictness);
        let mut scratch = Scratch::new();
        let (mut act, mut ask) = (Share::default(), Share::default());
        for sample in &material.for_measure {
            let reading = reader.read(&sample.text, &[], &mut scratch);
            let score = Topic::all().map(|topic| reading.score(topic)).max().unwrap_or(0);
            act.count(score >= ACT);
            ask.count((ASK..ACT).contains(&score));
        }
        let name = strictness.name();
        let _ = writeln!(page, "- {name}:直接处理 {act},请人判断 {ask}");
    }
    page
}
