"""The sample that was written for this project: what `make run` reads and what the models learn from."""

from pathlib import Path

from corpus.sources._kinds import Folder

SOURCE = Folder(name="sample", title="Văn bản mẫu của dự án", path=Path(__file__).parents[1] / "sample")
