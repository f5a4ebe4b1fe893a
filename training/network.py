"""The fine-tuned network as it is shipped: the same answers with less work, and activations that 8 bits can hold.

- One product makes query, key and value.
- Only the first token's output is read, so in the last layer only that token asks and goes on.
- No mask: pairs are judged one by one, without padding.
- Each weight's inputs are evened out beforehand (SmoothQuant: Xiao et al., ICML 2023): a few channels are many times as
  large as the rest, and would take most of the 8 bits that all of a pair's activations share.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn

EVENING = 0.5
"""How much of the unevenness goes from activations into weights: SmoothQuant's alpha."""


class Even(nn.Module):
    """A linear layer that divides its input by a factor for each channel, and whose weights make up for it."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.linear = nn.Linear(weight.shape[1], weight.shape[0])
        self.linear.load_state_dict({"weight": weight, "bias": bias})
        self.register_buffer("largest", torch.zeros(weight.shape[1]))
        self.register_buffer("factor", torch.ones(weight.shape[1]))
        self.watching = False

    def forward(self, x: Tensor) -> Tensor:
        if self.watching:
            self.largest = torch.maximum(self.largest, x.detach().abs().flatten(0, -2).amax(dim=0))
        y: Tensor = self.linear(x * self.factor)
        return y

    def even_out(self) -> None:
        """Divide by what was seen while watching."""
        weights = self.linear.weight.detach().abs().amax(dim=0).clamp(min=1e-5)
        divisor = (self.largest.clamp(min=1e-5) ** EVENING / weights ** (1 - EVENING)).clamp(min=1e-4)
        self.linear.weight.data *= divisor
        self.factor = 1 / divisor


class Layer(nn.Module):
    """One layer of BERT; the last one goes on with the first token alone."""

    def __init__(self, layer: Any, *, heads: int, last: bool) -> None:
        super().__init__()
        own = layer.attention.self
        parts = (own.query, own.key, own.value)
        self.width, self.heads, self.last = own.query.in_features, heads, last
        self.mixed = Even(torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts]))
        self.attended = Even(layer.attention.output.dense.weight, layer.attention.output.dense.bias)
        self.wide = Even(layer.intermediate.dense.weight, layer.intermediate.dense.bias)
        self.narrow = Even(layer.output.dense.weight, layer.output.dense.bias)
        self.norms = nn.ModuleList([layer.attention.output.LayerNorm, layer.output.LayerNorm])

    def forward(self, x: Tensor) -> Tensor:
        mixed = self.mixed(x)
        query, key, value = (self._by_head(part) for part in mixed.split(self.width, dim=-1))
        if self.last:
            query, x = query[:, :, :1], x[:, :1]
        scores = query @ key.transpose(2, 3) * (self.width // self.heads) ** -0.5
        seen = (scores.softmax(dim=-1) @ value).transpose(1, 2).reshape(1, -1, self.width)
        x = self.norms[0](x + self.attended(seen))
        y: Tensor = self.norms[1](x + self.narrow(nn.functional.gelu(self.wide(x))))
        return y

    def _by_head(self, x: Tensor) -> Tensor:
        return x.reshape(1, -1, self.heads, self.width // self.heads).transpose(1, 2)


class Network(nn.Module):
    """Of a fine-tuned `BertForSequenceClassification`; takes token ids and types, gives the logits."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        bert, heads = model.bert, model.config.num_attention_heads
        self.embeddings = bert.embeddings
        layers = list(bert.encoder.layer)
        self.layers = nn.ModuleList(Layer(each, heads=heads, last=each is layers[-1]) for each in layers)
        self.pooler, self.classifier = bert.pooler.dense, model.classifier

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        own = self.embeddings
        places = torch.arange(input_ids.shape[1]).unsqueeze(0)
        x = own.word_embeddings(input_ids) + own.token_type_embeddings(token_type_ids) + own.position_embeddings(places)
        x = own.LayerNorm(x)
        for layer in self.layers:
            x = layer(x)
        y: Tensor = self.classifier(torch.tanh(self.pooler(x[:, 0])))
        return y

    @torch.no_grad()
    def even_out(self, inputs: Iterable[tuple[Tensor, Tensor]]) -> None:
        """Even out every layer's inputs by what they are for these ids and types."""
        self._each(lambda layer: setattr(layer, "watching", True))
        for ids, types in inputs:
            self(ids, types)
        self._each(lambda layer: setattr(layer, "watching", False))
        self._each(Even.even_out)

    def _each(self, do: Callable[[Even], object]) -> None:
        for module in self.modules():
            if isinstance(module, Even):
                do(module)
