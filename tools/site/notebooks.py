# SPDX-License-Identifier: GPL-3.0-or-later
"""A notebook as a page of Markdown: its text, its code, and what the code printed and drew."""

import html
import json


def as_markdown(path):
    parts = []
    for cell in json.loads(path.read_text())["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        # A kernel sends what is printed in pieces.
        text = "".join("".join(output.get("text", "")) for output in cell["outputs"]).rstrip()
        if text:
            parts.append(f'<pre class="printed">{html.escape(text)}</pre>')
        for output in cell["outputs"]:
            picture = output.get("data", {}).get("image/png")
            if picture:
                address = "data:image/png;base64," + "".join("".join(picture).split())
                parts.append(f'<p class="drawn"><img alt="What the code above draws" src="{address}"></p>')
    return "\n\n".join(parts)
