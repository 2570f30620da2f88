// SPDX-License-Identifier: GPL-3.0-or-later

import Streaming
import Testing

@Suite("The board of a live page")
struct LiveBoardTests {
  @Test("a viewer chooses a tile that there is, and gives it back")
  func tiles() {
    let board = LiveBoard(
      LiveScene(run: "run", film: "film", side: 16, lefts: [0, 16, 32], tops: [0, 16]))
    #expect(board.tile == nil)
    #expect(board.choose("tile 5") && board.tile == 5)
    #expect(!board.choose("next") && board.tile == 5)
    #expect(board.choose("tile 6") && board.tile == nil)
    #expect(board.choose("tile 2") && board.choose("tile") && board.tile == nil)
    #expect(board.choose("tile -1") && board.tile == nil)
    #expect(!board.choose("tile 1 2") && board.tile == nil)
  }
}
