// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Figures
import Foundation
import Testing

@Suite("A report")
struct ReportPageTests {
  @Test("holds its pictures: nothing on the page is fetched from elsewhere")
  func selfContained() throws {
    let atelier = try Atelier()
    let picture = Data([0x89, 0x50, 0x4E, 0x47])
    try picture.write(to: URL(fileURLWithPath: atelier.path("a.png")))
    try Data("<svg/>".utf8).write(to: URL(fileURLWithPath: atelier.path("b.svg")))
    var page = ReportPage(title: "Codes", question: "Which?")
    page.elements = [
      .heading("First"), .picture(path: atelier.path("a.png"), caption: "atoms"),
      .picture(path: atelier.path("b.svg"), caption: "curve"), .notice("A trial run <"),
    ]
    try page.write(to: atelier.path("report.html"))
    let html = try atelier.text("report.html")
    #expect(html.contains("src=\"data:image/png;base64,\(picture.base64EncodedString())\""))
    #expect(html.contains("data:image/svg+xml;base64,"))
    #expect(html.contains("class=\"notice\" role=\"note\">A trial run &lt;</p>"))
    #expect(html.contains("prefers-color-scheme: dark"))
    #expect(!html.contains("http") && !html.contains("url(") && !html.contains("<script"))
  }

  @Test("shows text as text, whatever it holds")
  func escaping() throws {
    var page = ReportPage(title: "<b>", question: "a & b")
    page.elements = [
      .text("<script>alert(\"1\")</script>"), .lines(["a < b"]),
      .table(.init(["<th>"], rows: [["1 < 2"]])),
    ]
    let html = try page.html()
    #expect(!html.contains("<script>") && !html.contains("<b>"))
    #expect(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"))
    #expect(html.contains("<h1>&lt;b&gt;</h1>") && html.contains("a &amp; b"))
    #expect(html.contains("<th>&lt;th&gt;</th>") && html.contains("<td>1 &lt; 2</td>"))
  }

  @Test("is refused when a picture is missing, and leaves no page")
  func missingPicture() throws {
    let atelier = try Atelier()
    var page = ReportPage(title: "Codes", question: "Which?")
    page.elements = [.picture(path: atelier.path("none.png"), caption: "")]
    #expect(throws: FileError.self) { try page.write(to: atelier.path("report.html")) }
    #expect(!atelier.exists("report.html"))
  }
}
