// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Testing

@Suite struct CSVTableTests {
  @Test("Fields are quoted where they must be, and nothing is empty")
  func fieldsAreQuotedWhereThey() {
    var table = CSVTable(["name", "a,b"])
    table.append(["two\r\nlines", 0.1])
    table.append(["say \"so\"", nil])
    table.append(["plain", true])
    #expect(
      table.text == "name,\"a,b\"\r\n\"two\r\nlines\",0.1\r\n\"say \"\"so\"\"\",\r\nplain,true\r\n")
  }

  @Test("Lines end as asked, and a column is quoted as asked") func linesEndAsAsked() {
    var table = CSVTable(["name", "n"], lineEnd: "\n", quoted: [0])
    table.append(["plain", 7])
    #expect(table.text == "name,n\n\"plain\",7\n")
  }
}
