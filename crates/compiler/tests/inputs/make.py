"""Makes the documents in this folder with the programs that people's documents come from.

    pip install python-docx reportlab weasyprint pikepdf pillow
    npm install docx
    python make.py FONT.ttf      # any TrueType font with Chinese characters
    node make.mjs                # the document of the second producer

The files are kept in the repository, as new versions of the producers write other bytes. The
expected text beside each (`NAME.text`) is rewritten by `UPDATE=1 cargo test -p qungui-compiler`.
"""

import io
import pathlib
import sys

import docx
import pikepdf
import weasyprint
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

HERE = pathlib.Path(__file__).parent


def numbered_docx():
    """Automatic numbers on three levels, a table, a deletion, a note-like box, a header."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = [
        ("chineseCountingThousand", "第%1章", "tab"),
        ("chineseCountingThousand", "第%2条", "space"),
        ("chineseCountingThousand", "（%3）", "nothing"),
        ("decimal", "%4.", "tab"),
    ]
    xml = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        + ('<w:lvlRestart w:val="0"/>' if at == 1 else "")
        + f'<w:suff w:val="{suff}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, suff) in enumerate(levels)
    )
    spaces = nsdecls("w")
    numbering.insert(0, parse_xml(f'<w:abstractNum {spaces} w:abstractNumId="90">{xml}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {spaces} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))

    def item(text, level):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {spaces}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
            )
        )
        return paragraph

    document.sections[0].header.paragraphs[0].text = "内部资料 请勿外传"
    document.add_paragraph("青禾小区业主微信群管理办法")
    item("总则", 0)
    item("本群供业主商量小区公共事务,由业主委员会管理。", 1)
    deleted = item("入群后请把群名片改成楼号加房号", 1)
    deleted._p.append(
        parse_xml(
            f'<w:del {spaces} w:id="1" w:author="a"><w:r><w:delText>加手机号</w:delText></w:r></w:del>'
        )
    )
    deleted.add_run(",例如 3-502。")
    gone = item("", 1)
    gone._p.get_or_add_pPr().append(
        parse_xml(f'<w:rPr {spaces}><w:del w:id="2" w:author="a"/></w:rPr>')
    )
    gone._p.append(
        parse_xml(
            f'<w:del {spaces} w:id="3" w:author="a"><w:r><w:delText>每人限发三条。</w:delText></w:r></w:del>'
        )
    )
    item("发言", 0)
    item("群里不得有下列行为:", 1)
    item("发布广告;", 2)
    item("辱骂邻居。", 2)
    soft = item("夜里十一点到早上六点半", 1)
    soft.add_run().add_break()
    soft.add_run("请不要发言。")
    item("违者按下表处理。", 1)
    table = document.add_table(rows=3, cols=3)
    rows = [("行为", "第一次", "第二次"), ("发广告", "提醒", "移出"), ("辱骂", "警告", "移出")]
    for row, words in zip(table.rows, rows):
        for cell, word in zip(row.cells, words):
            cell.text = word
    item("附则", 0)
    item("本办法自2026年5月1日起施行。", 1)
    document.save(HERE / "owners.docx")


NAVIGATION = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="{charset}"><title>城南读书会</title>
<style>p {{ color: #333 }}</style><script>var a = "<p>广告</p>";</script></head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/b">活动报名</a></li></ul></div>
<div class="breadcrumb">首页 &gt; 公告</div>
<div class="box" id="zoom">
<h1>城南读书会群约定</h1>
<p style="text-indent:2em">为了安静读书,<br>大家约定如下&nbsp;&mdash;&mdash;</p>
<h2>一、发言</h2>
<ol><li>每晚 22:30 到次日 7:30 不聊天。<li>不发广告、不发&ldquo;砍一刀&rdquo;链接。</ol>
<h2>二、处理</h2>
<ol style="list-style-type: cjk-ideographic" start="2">
<li>第一次由群主<b>提醒</b>;</li>
<li>第二次移出本群。</li></ol>
<table><thead><tr><th>事项</th><th>谁办</th></tr></thead>
<tbody><tr><td>入群</td><td>值日生</td></tr><tr><td>退群</td><td>本人</td></tr></tbody></table>
<div style="display:none">统计代码</div>
</div>
<aside>猜你喜欢:十本好书</aside>
<footer>版权所有 城南读书会 粤ICP备0000号</footer>
</body></html>
"""


def pages():
    (HERE / "reading.html").write_text(NAVIGATION.format(charset="utf-8"), encoding="utf-8")
    gbk = NAVIGATION.format(charset="gb2312").replace("城南", "城北")
    (HERE / "reading-gbk.html").write_bytes(gbk.encode("gbk"))


ARTICLES = [
    ("一、群的用途", "本群只用来通知和讨论教学工作,与教学无关的内容请到其他地方交流,不要占用大家的时间。"),
    ("二、群名片", "老师的群名片为学科加姓名,例如:数学李明。家长的群名片为学生姓名加称谓,入群后两天内改好。"),
    ("三、时间", "晚上 21:30 到早上 6:30 不在群里发消息,遇到安全、天气等紧急情况除外。"),
    ("四、内容", "群内禁止发布广告、募捐和投票链接,禁止公布学生的成绩和名次,禁止议论某一位学生或者家长。"),
    ("五、处理", "第一次违反的由班主任私下提醒,第二次的在群里提醒,第三次的移出本群,一个月后可以申请回来。"),
]


def browser_pdf(font):
    """Two pages with a header and page numbers; a subset font with ToUnicode."""
    body = "".join(f"<h2>{name}</h2><p>{text}</p>" for name, text in ARTICLES)
    html = f"""<style>
    @font-face {{ font-family: F; src: url(file://{font}) }}
    @page {{ size: A5; margin: 2.5cm 2cm;
      @top-center {{ content: "晨光小学办公室"; font: 9pt F }}
      @bottom-center {{ content: "第 " counter(page) " 页 共 " counter(pages) " 页"; font: 9pt F }} }}
    body {{ font: 12pt/1.7 F }} h1 {{ font-size: 16pt; text-align: center }} h2 {{ font-size: 12pt }}
    </style><h1>晨光小学家长群管理规定</h1>{body}"""
    weasyprint.HTML(string=html).write_pdf(HERE / "school.pdf")


def plain_pdf():
    """A font that is not in the file, as old producers write it: a predefined CMap."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas(str(HERE / "predefined.pdf"), pagesize=A4)
    page.setFont("STSong-Light", 14)
    for at, line in enumerate(
        ["社区合唱团群约定", "1、排练日当天不在群里请假。", "2、晚上 10 点后请勿发言。"]
    ):
        page.drawString(80, 760 - 30 * at, line)
    page.save()


def scanned_pdf():
    image = Image.new("L", (300, 400), 255)
    ImageDraw.Draw(image).rectangle((40, 40, 260, 60), fill=0)
    image.save(HERE / "scanned.pdf")


def locked_pdf():
    """A file that wants a password to be read, and one that only wants it to be changed."""
    for name, user in [("locked.pdf", "geheim"), ("owner-locked.pdf", "")]:
        with pikepdf.open(HERE / "predefined.pdf") as pdf:
            pdf.save(HERE / name, encryption=pikepdf.Encryption(owner="owner", user=user))


numbered_docx()
pages()
browser_pdf(pathlib.Path(sys.argv[1]).resolve())
plain_pdf()
scanned_pdf()
locked_pdf()
