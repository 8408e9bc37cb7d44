//! Every page with everybody: who gets in is written in `rights.txt`.

use harness::rights::who_gets_in;

use crate::office;

const KEPT: &str = include_str!("rights.txt");

#[test]
fn everybody_gets_their_pages_and_nothing_else() {
    let harness = office::empty();
    let list = who_gets_in(&harness, &console::endpoints());
    if std::env::var_os("QUNGUI_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rights.txt");
        std::fs::write(path, &list).unwrap();
        return;
    }
    assert!(list == KEPT, "rights.txt is not what is so; QUNGUI_BLESS=1 writes it:\n{list}");
}
