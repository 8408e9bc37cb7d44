//! Documents as other programs make them become the text that stands beside them, and what
//! can't be read is refused with a sentence that says what to do.
//!
//! `tests/inputs/make.py` made the documents; `UPDATE=1 cargo test -p qungui-compiler` rewrites
//! the expected text.
#![expect(clippy::disallowed_methods, reason = "tests read their files")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use compiler::{DecodeError, Form, read};
use zip::write::SimpleFileOptions;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs")
}

#[test]
fn documents_become_the_text_beside_them() {
    let update = std::env::var_os("UPDATE").is_some();
    for (name, form) in [
        ("owners.docx", Form::Docx),
        ("open-source.docx", Form::Docx),
        ("reading.html", Form::Html),
        ("reading-gbk.html", Form::Html),
        ("school.pdf", Form::Pdf),
        ("predefined.pdf", Form::Pdf),
        ("owner-locked.pdf", Form::Pdf),
    ] {
        let bytes = fs::read(folder().join(name)).unwrap();
        let found = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(found.form, form, "{name}");
        let beside = folder().join(format!("{name}.text"));
        if update {
            fs::write(&beside, &found.text).unwrap();
        }
        assert_eq!(fs::read_to_string(&beside).unwrap(), found.text, "{name}");
    }
}

/// The numbers that Word makes are those that clauses are cited by.
#[test]
fn automatic_numbers_are_cited() {
    let bytes = fs::read(folder().join("owners.docx")).unwrap();
    let compiled = compiler::compile("owners.docx", &read(&bytes).unwrap().text);
    let cites: Vec<&str> = compiled.clauses.iter().map(|clause| clause.cite.as_str()).collect();
    assert_eq!(cites.get(..5).unwrap(), ["第一条", "第二条", "第三条", "第三条(一)", "第三条(二)"]);
    let quiet = compiled.clauses.iter().find(|clause| clause.cite == "第四条").unwrap();
    assert!(quiet.norms.iter().any(|norm| norm.kind == "quiet-hours"), "{:?}", quiet.norms);
}

#[track_caller]
fn refused(bytes: &[u8]) -> DecodeError {
    read(bytes).unwrap_err()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_is_not_read_says_what_to_do() {
    let wide = |name: &str| -> Vec<u8> {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 40], &name, &[0; 40]].concat()
    };
    let own = |name: &str| fs::read(folder().join(name)).unwrap();
    let office = |name: &str| archive(&[("[Content_Types].xml", b"<Types/>"), (name, b"<a/>")]);
    let cut = |name: &str, at: usize| own(name).get(..at).unwrap().to_vec();
    for (bytes, parts) in [
        (own("scanned.pdf"), ["扫描件", "文字识别"]),
        (own("locked.pdf"), ["有密码", "打印成不带密码"]),
        (wide("WordDocument"), ["(.doc)", "另存为 .docx"]),
        (wide("EncryptedPackage"), ["有密码", "去掉密码"]),
        (wide("Workbook"), ["Excel", "复制到 Word"]),
        (wide("another"), ["旧版 Office", "另存为 .docx"]),
        (office("xl/workbook.xml"), ["Excel", "复制到 Word"]),
        (office("ppt/presentation.xml"), ["PowerPoint", "复制到 Word"]),
        (archive(&[("a.txt", b"x")]), ["压缩包", "请先解压"]),
        (archive(&[("META-INF/manifest.xml", b""), ("content.xml", b"")]), [".odt", ".docx"]),
        (office("word/document.xml"), ["没有文字", ""]),
        (archive(&[("word/document.xml", b"<w:p><w:t>a")]), ["没有文字", ""]),
        (archive(&[("word/document.xml", b"<w:p></w:x>")]), ["已经损坏", "另存一份"]),
        (archive(&[("word/document.xml", b"\xff\xff")]), ["已经损坏", "另存一份"]),
        (cut("owners.docx", 9_000), ["已经损坏", "另存一份"]),
        (b"%PDF-1.7\nnothing".to_vec(), ["已经损坏", "另存一份"]),
        (b"\x89PNG\r\n\x1a\n\0".to_vec(), ["图片", "文字识别"]),
        (b"\xff\xd8\xff\xe0\0".to_vec(), ["图片", "文字识别"]),
        (b"BM\0\0\0\0".to_vec(), ["图片", "文字识别"]),
        (b"{\\rtf1 a}".to_vec(), ["RTF", "另存为 .docx"]),
        (b"Rar!\x1a\x07\0".to_vec(), ["压缩包", "请先解压"]),
        (b"<html><body><script>a</script></body></html>".to_vec(), ["没有文字", ""]),
        (vec![b'a'; compiler::input::FILE_BYTES_MAX + 1], ["32 MiB", "分成几个"]),
        (vec![b'a'; compiler::DOCUMENT_BYTES_MAX + 1], ["4 MiB", "分成几个"]),
    ] {
        let message = refused(&bytes).to_string();
        for part in parts {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
    assert_eq!(read("BM 微信群:请用真名".as_bytes()).unwrap().form, Form::Text);
    let markdown = "<div align=\"center\">标志</div>\n\n# 群规\n\n一、请用真名";
    assert_eq!(read(markdown.as_bytes()).unwrap().form, Form::Text);
    assert_eq!(read(b"<p>a</p>\n").unwrap().form, Form::Html);
    assert_eq!(read("<群规>\n一、请用真名".as_bytes()).unwrap().form, Form::Text);
}

#[test]
fn small_files_that_unpack_to_much_are_refused() {
    let zeros = vec![b' '; 70 << 20];
    let bytes = archive(&[("word/document.xml", &zeros)]);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(refused(&bytes), DecodeError::Bomb);

    // Packed twice: a hundred bytes for each thousand thousand.
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..300 {
        encoder.write_all(zeros.get(..1 << 20).unwrap()).unwrap();
    }
    let once = encoder.finish().unwrap();
    for data in [packed(&once), once] {
        let mut pdf = b"%PDF-1.7\n1 0 obj <</Length 9/Filter/FlateDecode>> stream\n".to_vec();
        pdf.extend(data);
        pdf.extend(b"\nendstream endobj");
        assert_eq!(refused(&pdf), DecodeError::Bomb);
    }
}

#[test]
fn deeply_nested_documents_are_read_or_refused() {
    let many = |open: &str, inner: &str, close: &str| {
        let depth = 20_000;
        [open.repeat(depth), inner.to_owned(), close.repeat(depth)].concat()
    };
    let word = |inner: String| archive(&[("word/document.xml", inner.as_bytes())]);
    let text = "<w:p><w:r><w:t>严禁刷屏</w:t></w:r></w:p>";
    for bytes in [
        word(many("<w:tbl><w:tr><w:tc>", text, "</w:tc></w:tr></w:tbl>")),
        word(many("<w:p>", "<w:t>严禁刷屏</w:t>", "</w:p>")),
        word(many("<w:sdt>", text, "</w:sdt>")),
        many("<div>", "严禁刷屏", "</div>").into_bytes(),
        many("<table><tr><td>", "严禁刷屏", "</td></tr></table>").into_bytes(),
        many("<div><ul><li><b>", "严禁刷屏", "").into_bytes(),
    ] {
        assert!(read(&bytes).unwrap().text.contains("严禁刷屏"));
    }
    let pdf = format!("%PDF-1.7\n1 0 obj {}", many("[", "1", "]"));
    assert!(matches!(refused(pdf.as_bytes()), DecodeError::Broken { .. }));
}

/// What a page of a document may have, each with the text that a reader sees.
#[test]
fn parts_of_word_documents() {
    let body = |xml: &str| format!("<w:document><w:body>{xml}</w:body></w:document>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let paragraph = |xml: &str| format!("<w:p>{xml}</w:p>");
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&run("盒子")));
    for (xml, wanted) in [
        (
            paragraph("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>"),
            "甲\n乙 丙\n",
        ),
        (paragraph("<w:r><w:t>1 &lt; 2 &amp; &#x4e00;</w:t></w:r>"), "1 < 2 & 一\n"),
        (
            paragraph(&format!(
                "{}<w:r><mc:AlternateContent><mc:Choice>{boxed}</mc:Choice>\
                 <mc:Fallback>{boxed}</mc:Fallback></mc:AlternateContent></w:r>",
                run("外面")
            )),
            "外面\n盒子\n",
        ),
        (
            paragraph(
                "<w:r><w:ruby><w:rt><w:r><w:t>yīng</w:t></w:r></w:rt>\
                 <w:rubyBase><w:r><w:t>應</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            ),
            "應\n",
        ),
        (
            paragraph(&format!("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}", run("前半")))
                + &paragraph(&run("后半")),
            "前半后半\n",
        ),
        (
            paragraph(
                "<w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><w:ins><w:r><w:t>新</w:t></w:r>\
                 </w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>",
            ),
            "新\n",
        ),
        (
            "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/>\
             </w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>第一章 1</w:t></w:r></w:p>\
             </w:sdtContent></w:sdt><w:p><w:r><w:t>正文</w:t></w:r></w:p>"
                .to_owned(),
            "正文\n",
        ),
    ] {
        let bytes = archive(&[("word/document.xml", body(&xml).as_bytes())]);
        assert_eq!(read(&bytes).unwrap().text, wanted, "{xml}");
    }
}

#[test]
fn parts_of_web_pages() {
    for (html, wanted) in [
        ("<p>甲<p>乙", "甲\n乙\n"),
        ("<p>没有 换行\n的 段落</p>", "没有 换行 的 段落\n"),
        ("<pre>甲\n乙</pre>", "甲\n乙\n"),
        ("<div>一、<b>真</b>名</div>&lt;完&gt;", "一、真名\n<完>\n"),
        ("<ol type=a start=3><li>丙<li>丁</ol>", "c. 丙\nd. 丁\n"),
        ("<ul><li>甲</li><li>1、乙</li></ul>", "• 甲\n1、乙\n"),
        ("<ol><li>外<ol><li>内</ol><li>外二</ol>", "1. 外\n1. 内\n2. 外二\n"),
        ("<p hidden>看不见</p><p>看得见</p>", "看得见\n"),
        ("<div class=\"site-header nav\">首页</div><p>正文</p>", "正文\n"),
        ("<p>应<ruby>当<rt>dāng</rt></ruby></p>", "应当\n"),
        (
            "<!-- 注 --><html><body><h1>群规</h1><article><p>一、用真名说话做事。</p></article>",
            "群规\n一、用真名说话做事。\n",
        ),
        (
            "<div id=js_content style=\"visibility: hidden\"><section>严禁刷屏</section></div>",
            "严禁刷屏\n",
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>后面", "a | b\nc\n后面\n"),
    ] {
        let found = read(format!("<!DOCTYPE html>{html}").as_bytes()).unwrap();
        assert_eq!((found.form, found.text.as_str()), (Form::Html, wanted), "{html}");
    }
}

#[test]
fn the_rows_of_a_sheet_are_lines_with_their_numbers() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let hidden = book.add_worksheet();
    hidden.write(0, 0, "不是这一张").unwrap();
    hidden.set_hidden(true);
    let sheet = book.add_worksheet();
    sheet.set_active(true);
    for (row, column, text) in
        [(0, 0, "姓名"), (0, 1, "QQ"), (0, 3, "部门"), (3, 0, "陈 静"), (3, 3, "销售部\n一组")]
    {
        sheet.write(row, column, text).unwrap();
    }
    sheet.write(3, 1, 1_002_345_678_u32).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let read = compiler::lines(&bytes).unwrap();
    assert_eq!(read, "姓名\tQQ\t\t部门\n\n\n陈 静\t1002345678\t\t销售部 一组\n");
    assert_eq!(compiler::lines("陈静,1".as_bytes()).unwrap(), "陈静,1");
}

fn sheet(rows: &str) -> Result<String, DecodeError> {
    let rows = format!("<x:worksheet><x:sheetData>{rows}</x:sheetData></x:worksheet>");
    let texts = "<sst><si><t>陈</t><rPh><t>chen</t></rPh><r><t>静</t></r></si></sst>";
    compiler::lines(&archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"r1\" Target=\"/xl/one.xml\"/></Relationships>",
        ),
        ("xl/sharedStrings.xml", texts.as_bytes()),
        ("xl/one.xml", rows.as_bytes()),
    ]))
}

#[test]
fn cells_are_read_as_people_see_them() {
    let cells = "<x:row><x:c t=\"s\"><x:v>0</x:v></x:c><x:c><x:v>1.00234567E9</x:v></x:c>\
        <x:c><x:v>7.0</x:v></x:c><x:c t=\"inlineStr\"><x:is><x:t>在职</x:t></x:is></x:c>\
        <x:c t=\"e\"><x:v>#N/A</x:v></x:c><x:c t=\"s\"><x:v>99</x:v></x:c></x:row>";
    assert_eq!(sheet(cells).unwrap(), "陈静\t1002345670\t7\t在职\n");
    // A row or a column that is far away takes no memory.
    let far = "<row r=\"4000000000\"><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(sheet(far), Err(DecodeError::Empty));
    let wide = "<row><c r=\"ZZZZZZZZZZZZZZZZ1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>";
    assert_eq!(sheet(wide).unwrap(), "\t2\n");
    assert_eq!(sheet(""), Err(DecodeError::Empty));
    assert!(matches!(sheet("<row><c></row>"), Err(DecodeError::Broken { .. })));
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0k\0b\0o\0o\0k\0".as_slice(), &[0; 9]];
    let why = compiler::lines(&old.concat()).unwrap_err().to_string();
    assert!(why.contains("另存为 .xlsx"), "{why}");
}
