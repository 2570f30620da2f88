// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// A report as one page of HTML that holds its pictures and needs no other file.
public struct ReportPage: Sendable {
  /// Rows of cells below a row of headings.
  public struct Table: Sendable, Equatable {
    /// The headings.
    public var headings: [String]
    /// The cells, as many in a row as there are headings.
    public var rows: [[String]]

    /// A table without rows, to be filled in.
    public init(_ headings: [String], rows: [[String]] = []) {
      self.headings = headings
      self.rows = rows
    }
  }

  /// A name and what it stands for.
  public struct Fact: Sendable, Equatable {
    /// The name.
    public var name: String
    /// What it stands for.
    public var value: String

    /// A name and what it stands for.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What a page is made of, from above.
  public indirect enum Element: Sendable, Equatable {
    /// A heading.
    case heading(String)
    /// A paragraph.
    case text(String)
    /// A paragraph that stands out: what a reader must know before believing the rest.
    case notice(String)
    /// A table.
    case table(Table)
    /// A picture, PNG or SVG, with the words below it.
    case picture(path: String, caption: String)
    /// Pictures side by side where there is room.
    case gallery([Element])
    /// Names and what they stand for.
    case facts([Fact])
    /// Lines as they are, such as commands.
    case lines([String])
  }

  /// The title.
  public var title: String
  /// The question that the page answers.
  public var question: String
  /// What it is made of.
  public var elements: [Element]

  /// A page without elements, to be filled in.
  public init(title: String, question: String) {
    self.title = title
    self.question = question
    elements = []
  }

  /// Writes the page, whole or not at all.
  ///
  /// - Throws: `FileError` when a picture cannot be read or the page cannot be written.
  public func write(to path: String) throws {
    try AtomicFile.write(try html(), to: path)
  }

  /// The page.
  ///
  /// - Throws: `FileError` when a picture cannot be read.
  public func html() throws -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Self.escaped(title))</title>
    <style>
    \(Self.style)</style>
    </head>
    <body>
    <main>
    <h1>\(Self.escaped(title))</h1>
    <p class="question">\(Self.escaped(question))</p>
    \(try elements.map(Self.html).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  private static func html(of element: Element) throws -> String {
    switch element {
    case .heading(let words): "<h2>\(escaped(words))</h2>"
    case .text(let words): "<p>\(escaped(words))</p>"
    case .notice(let words): "<p class=\"notice\" role=\"note\">\(escaped(words))</p>"
    case .table(let table): html(of: table)
    case .picture(let path, let caption):
      """
      <figure>
      <img alt="\(escaped(caption))" src="\(try address(ofPicture: path))">
      <figcaption>\(escaped(caption))</figcaption>
      </figure>
      """
    case .gallery(let elements):
      "<div class=\"gallery\">\n\(try elements.map(html).joined(separator: "\n"))\n</div>"
    case .facts(let facts):
      "<dl>\(facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }.joined())</dl>"
    case .lines(let lines): "<pre>\(escaped(lines.joined(separator: "\n")))</pre>"
    }
  }

  private static func html(of table: Table) -> String {
    func row(_ cells: [String], _ kind: String) -> String {
      let marked = cells.map { "<\(kind)>\(escaped($0))</\(kind)>" }
      return "<tr>\(marked.joined())</tr>"
    }
    return """
      <div class="wide"><table>
      <thead>\(row(table.headings, "th"))</thead>
      <tbody>
      \(table.rows.map { row($0, "td") }.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  /// A picture as an address that holds it.
  private static func address(ofPicture path: String) throws -> String {
    let kind = path.lowercased().hasSuffix(".svg") ? "svg+xml" : "png"
    let bytes = Data(try FileReading.bytes(of: path))
    return "data:image/\(kind);base64,\(bytes.base64EncodedString())"
  }

  /// Text in which nothing is markup.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
}
