// The document of the second producer: see make.py.
import { writeFileSync } from "node:fs";
import {
  Document, FootnoteReferenceRun, Footer, HeadingLevel, LevelFormat, Packer, PageNumber,
  Paragraph, Table, TableCell, TableRow, TextRun,
} from "docx";

const level = (at, format, text) => ({ level: at, format, text });
const item = (text, at, instance = 0) =>
  new Paragraph({ text, numbering: { reference: "rules", level: at, instance } });
const cell = (...lines) =>
  new TableCell({ children: lines.map((line) => new Paragraph(line)) });

const document = new Document({
  numbering: {
    config: [{
      reference: "rules",
      levels: [
        level(0, LevelFormat.CHINESE_COUNTING, "%1、"),
        level(1, LevelFormat.DECIMAL, "%2."),
        level(2, LevelFormat.DECIMAL, "%2.%3"),
        level(3, LevelFormat.BULLET, "●"),
      ],
    }],
  },
  footnotes: { 1: { children: [new Paragraph("管理员名单见群公告。")] } },
  sections: [{
    footers: {
      default: new Footer({
        children: [new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
      }),
    },
    children: [
      new Paragraph({ text: "开源项目交流群守则", heading: HeadingLevel.TITLE }),
      item("提问", 0),
      item("先搜索,再提问。", 1),
      item("提问时写清版本号。", 1),
      item("不发截图代替日志。", 2),
      item("管理", 0),
      new Paragraph({
        numbering: { reference: "rules", level: 1 },
        children: [
          new TextRun("发广告的,由管理员"),
          new FootnoteReferenceRun(1),
          new TextRun({ text: "悄悄", vanish: true }),
          new TextRun("移出本群。"),
        ],
      }),
      item("以下情况先提醒:", 1),
      item("刷屏", 3),
      item("跑题", 3),
      new Table({
        rows: [
          new TableRow({ children: [cell("值班"), cell("1、周一:甲", "2、周二:乙")] }),
        ],
      }),
    ],
  }],
});

writeFileSync(new URL("open-source.docx", import.meta.url), await Packer.toBuffer(document));
