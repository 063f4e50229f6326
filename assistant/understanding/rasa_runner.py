"""Runs a trained graph node after node: no scheduler, which costs more than our small nodes."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import (
    ExecutionContext,
    GraphComponent,
    GraphNode,
    GraphNodeHook,
    GraphSchema,
)
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

C = TypeVar("C", bound=GraphComponent)


class StraightRunner(GraphRunner):
    """Each node once, behind those it needs; the order is found once for each set of targets."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        """Load the components of all nodes."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """What the targets give, by name; GraphRunError where an input is missing."""
        wanted = tuple(targets or self._schema.target_names)
        done = dict(inputs or {})
        for name in self._order(wanted):
            if name in self._nodes:
                done[name] = self._outcome(name, done)
        return {target: done[target] for target in wanted}

    def component(self, kind: type[C]) -> C:
        """The graph's component of a class."""
        loaded = (node._component for node in self._nodes.values())  # no public way in
        return next(component for component in loaded if isinstance(component, kind))

    def _outcome(self, name: str, done: dict[str, Any]) -> Any:
        needed = self._schema.nodes[name].needs.values()
        missing = [need for need in needed if need not in done]
        if missing:
            raise GraphRunError(f"{name} needs {', '.join(missing)}")
        _, outcome = self._nodes[name](*((need, done[need]) for need in needed))
        return outcome

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        """The targets and all they need, each behind what it needs itself."""
        if targets not in self._orders:
            order: dict[str, None] = {}
            for target in targets:
                self._visit(target, order)
            self._orders[targets] = list(order)
        return self._orders[targets]

    def _visit(self, name: str, order: dict[str, None]) -> None:
        if name in order:
            return
        if name in self._nodes:
            for need in self._schema.nodes[name].needs.values():
                self._visit(need, order)
        order[name] = None
