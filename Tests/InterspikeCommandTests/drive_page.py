# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the page of a stream in headless Chromium, presses keys, and reads numbers from it.

usage: drive_page.py CHROMIUM SCREENSHOT.png COMMAND…          (- for no screenshot)

COMMAND is started once the browser is ready, and says on standard error where its page is. It is stopped by Ctrl-C, so it
should have more film than a slow machine can show.

Prints one line of JSON: the numbers at three moments, the words after pausing and at the end, and whatever the page
complained of; also what frames a slow browser has received.
"""
import base64
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request


class Browser:
    """A page of Chromium, spoken to by its DevTools protocol."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             "--window-size=1280,1100", f"--user-data-dir={folder}", "about:blank"],
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            found = re.search(r"ws://127\.0\.0\.1:(\d+)/", line)
            if found:
                break
        else:
            raise SystemExit("Chromium ended before it listened")
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/json/list"))
        path = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page").split(found[1], 1)[1]
        self.socket = socket.create_connection(("127.0.0.1", int(found[1])))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{found[1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        while not self._line() == b"":
            pass
        self.number, self.complaints = 0, []

    def _bytes(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise SystemExit("Chromium hung up")
            data += more
        return data

    def _line(self):
        line = b""
        while not line.endswith(b"\r\n"):
            line += self._bytes(1)
        return line[:-2]

    def _message(self):
        data, last = b"", False
        while not last:
            first, length = self._bytes(2)
            last = bool(first & 0x80)
            length &= 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._bytes(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._bytes(8))
            data += self._bytes(length)
        return json.loads(data)

    def call(self, method, **parameters):
        self.number += 1
        data = json.dumps({"id": self.number, "method": method, "params": parameters}).encode()
        mask = os.urandom(4)
        head = struct.pack("!BB", 0x81, 0x80 | len(data)) if len(data) < 126 else struct.pack(
            "!BBH", 0x81, 0x80 | 126, len(data))
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))
        while True:
            message = self._message()
            level = message.get("params", {}).get("entry", {}).get("level", "error")
            # Warnings are of our own reading of the pixels.
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded") and level == "error":
                self.complaints.append(json.dumps(message["params"])[:400])
            if message.get("id") == self.number:
                return message.get("result", {})

    def value(self, expression):
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def key(self, text):
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, key=text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=text)

    def wait(self, expression, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.value(expression):
                return True
            time.sleep(0.05)
        return False


# How many pixels of the map of surprise are more red than blue.
HEAT = """(() => { const c = document.getElementById("surprise"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
  let n = 0; for (let i = 0; i < d.length; i += 4) n += d[i] > d[i + 2] + 8; return n; })()"""

NUMBERS = """({
  drawn: Number(document.body.dataset.drawn || 0), frame: document.getElementById("n-frame").textContent,
  spikes: document.getElementById("n-spikes").textContent, rate: document.getElementById("n-rate").textContent,
  freeEnergy: document.getElementById("n-freeEnergy").textContent, explained: document.getElementById("n-explained").textContent,
  status: document.getElementById("status").textContent, span: document.getElementById("span").textContent,
  ink: (() => { const c = document.getElementById("raster"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; })(),
  foreseen: document.getElementById("n-foreseen").textContent, saved: document.getElementById("n-saved").textContent,
  most: document.getElementById("most").textContent, film: [document.getElementById("film").width, document.getElementById("film").height],
  picture: [document.getElementById("seen").width, document.getElementById("seen").height] })"""


def main():
    program, screenshot, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        try:
            browser.call("Runtime.enable")
            browser.call("Log.enable")
            browser.call("Page.enable")
            stream = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for line in stream.stderr:
                found = re.search(r"http://127\.0\.0\.1:\d+/", line)
                if found:
                    break
            else:
                raise SystemExit("the stream ended before it had a page")
            browser.call("Page.navigate", url=found[0])
            # In the first picture the most surprising tile has the deepest color; later ones are beside the tiles before.
            heated = browser.wait(f"{HEAT} > 0", 150)
            moments = []
            for least in (2, 6, 12):
                browser.wait(f"Number(document.body.dataset.drawn || 0) >= {least}")
                moments.append(browser.value(NUMBERS))
            browser.key("+")
            wider = browser.value("document.getElementById('span').textContent")
            browser.key(" ")
            paused = browser.value("document.getElementById('status').textContent")
            before = browser.value("document.body.dataset.drawn")
            time.sleep(0.5)
            still = browser.value("document.body.dataset.drawn") == before
            browser.key(" ")
            # A browser that needs a quarter of a second for each picture.
            before = browser.value("document.body.dataset.drawn")
            browser.value("window.own = requestAnimationFrame; requestAnimationFrame = draw => setTimeout(draw, 250); 0")
            browser.wait(f"Number(document.body.dataset.drawn) > {before} + 6", 20)
            slow = browser.value("({ frames: history.map(m => m.frame), skipped, lost })")
            browser.value("requestAnimationFrame = window.own; 0")
            if screenshot != "-":
                browser.wait(f"Number(document.body.dataset.drawn) > {before} + 5", 20)
                picture = browser.call("Page.captureScreenshot", format="png")["data"]
                with open(screenshot, "wb") as file:
                    file.write(base64.b64decode(picture))
            stream.send_signal(signal.SIGINT)
            stream.stderr.read()
            stream.wait()
            ended = browser.wait("document.getElementById('status').textContent.includes('ended')")
            print(json.dumps({
                "moments": moments, "heated": heated, "slow": slow, "wider": wider, "paused": paused, "still": still, "ended": ended,
                "complaints": browser.complaints}))
        finally:
            browser.process.terminate()
            browser.process.wait()


if __name__ == "__main__":
    main()
