//! `qungui explain`: what an article does, in plain words.

use std::path::PathBuf;

use clap::Args;
use compiler::explain::explain;
use model::nearest::nearest;
use policy::texts::Language;

use super::load;
use crate::console::{Failure, write};

/// 说明一条制度会怎样执行。
#[derive(Args)]
pub struct Explain {
    /// 制度文件;或检查结果里的代号,如 policy/unknown-key
    policy: PathBuf,
    /// 哪一条,如 二、3;不写就说明全部能执行的条款
    article: Option<String>,
    /// 用中文或英文
    #[arg(long, value_name = "LANG", default_value = "zh", value_parser = super::language())]
    lang: Language,
}

impl Explain {
    pub fn run(self) -> Result<(), Failure> {
        if let Some(code) = self.policy.to_str().and_then(policy::diagnostic::explain) {
            let page = format!("{}\n{}\n怎么办:{}\n", code.name, code.meaning, code.remedy);
            return write(None, page.as_bytes());
        }
        let policies = load::sound_policies(std::slice::from_ref(&self.policy))?;
        let Some(policy) = policies.first() else { return Ok(()) };
        let page = explain(policy, self.article.as_deref(), self.lang).ok_or_else(|| {
            let wanted = self.article.unwrap_or_default();
            let known = policy.outline.clauses.iter().map(|clause| clause.cite.as_str());
            let near = nearest(&wanted, known);
            let near = near.map_or_else(String::new, |near| format!(",是不是“{near}”?"));
            Failure::Input(format!("没有“{wanted}”这一条{near}"))
        })?;
        write(None, page.as_bytes())
    }
}
