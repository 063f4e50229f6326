"""A trained package as it is opened: whole, and without what only its training needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.exceptions import GraphRunError
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.settings import Settings
from assistant.understanding.components.label_classifier import LabelClassifier
from assistant.understanding.rasa_package import PackagedDomain, open_package
from assistant.understanding.rasa_runner import StraightRunner

pytestmark = pytest.mark.models
Opened = tuple[ModelMetadata, StraightRunner]


@pytest.fixture(scope="module")
def opened(model: Path) -> Opened:
    return open_package(model)


def test_the_domain_is_the_one_that_was_trained_on(opened: Opened, settings: Settings) -> None:
    _, runner = opened
    written = Domain.load(str(settings.nlu_dir / "domain"))
    assert runner.component(PackagedDomain).provide_inference().fingerprint() == (
        written.fingerprint()
    )


def test_its_graph_reads_a_message(opened: Opened) -> None:
    metadata, runner = opened
    message = UserMessage("he has a knife", metadata={"speaker": "caller", "utterance_id": "u1"})
    target = metadata.nlu_target
    inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: None}
    (read,) = runner.run(inputs, [target])[target]
    assert "weapons" in [told["fact"] for told in read.get("reading")["told"]]


def test_its_graph_follows_the_rule(opened: Opened) -> None:
    metadata, runner = opened
    tracker = DialogueStateTracker.from_events("c", [], metadata.domain.slots)
    target = metadata.core_target
    prediction = runner.run({PLACEHOLDER_TRACKER: tracker}, [target])[target]
    actions = metadata.domain.action_names_or_texts
    assert actions[prediction.max_confidence_index] == "action_listen"


def test_a_missing_input_is_named(opened: Opened) -> None:
    metadata, runner = opened
    with pytest.raises(GraphRunError, match=PLACEHOLDER_TRACKER):
        runner.run({}, [metadata.core_target])


def test_its_classifier_is_trained(opened: Opened) -> None:
    _, runner = opened
    assert runner.component(LabelClassifier).models.speaker_odds(["nine one one"])


def test_opening_it_imports_neither_networks_nor_databases_nor_messengers(model: Path) -> None:
    program = f"""
import pathlib, sys
from assistant.understanding.rasa_understander import RasaUnderstander
RasaUnderstander(pathlib.Path({str(model)!r})).close()
heavy = ("tensorflow", "boto3", "pymongo", "apscheduler", "prompt_toolkit", "scipy.stats",
         "sklearn.linear_model", "dask.core")
print([name for name in heavy if name in sys.modules])
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True, text=True, cwd=root, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
