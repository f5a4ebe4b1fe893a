"""The fine-tuned networks as they are shipped: the same answers with less work.

- One product makes query, key and value.
- Only the first token's output is read, so in the last layer only that token asks and goes on.
- No mask and no batch: pairs are judged one by one, without padding.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one layer of an encoder, by what they do."""

    query: nn.Linear
    key: nn.Linear
    value: nn.Linear
    attended: nn.Linear
    attended_norm: nn.LayerNorm
    wide: nn.Linear
    narrow: nn.Linear
    narrow_norm: nn.LayerNorm

    @classmethod
    def of_bert(cls, layer: Any) -> "Parts":
        own, attended = layer.attention.self, layer.attention.output
        return cls(own.query, own.key, own.value, attended.dense, attended.LayerNorm, *_forward_parts(layer))

    @classmethod
    def of_mpnet(cls, layer: Any) -> "Parts":
        own = layer.attention.attn
        return cls(own.q, own.k, own.v, own.o, layer.attention.LayerNorm, *_forward_parts(layer))


def _forward_parts(layer: Any) -> tuple[nn.Linear, nn.Linear, nn.LayerNorm]:
    return layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm


class Layer(nn.Module):
    """One layer of an encoder; the last one goes on with the first token alone."""

    def __init__(self, parts: Parts, *, heads: int, last: bool) -> None:
        super().__init__()
        self.width, self.heads, self.last = parts.query.in_features, heads, last
        self.mixed = joined(parts.query, parts.key, parts.value)
        self.attended, self.attended_norm = parts.attended, parts.attended_norm
        self.wide = parts.wide
        self.narrow, self.narrow_norm = parts.narrow, parts.narrow_norm

    def forward(self, x: Tensor, apart: Tensor | None = None) -> Tensor:
        """`apart` is what the tokens' distances add to their scores, by head."""
        query, key, value = (self._by_head(part) for part in self.mixed(x).split(self.width, dim=-1))
        if self.last:
            query = query[:, :, :1]
            x = x[:, :1]
            apart = None if apart is None else apart[:, :, :1]
        scale = (self.width // self.heads) ** -0.5
        scores = query @ key.transpose(2, 3) * scale
        if apart is not None:
            scores = scores + apart
        seen = scores.softmax(dim=-1) @ value
        x = self.attended_norm(x + self.attended(seen.transpose(1, 2).reshape(1, -1, self.width)))
        y: Tensor = self.narrow_norm(x + self.narrow(nn.functional.gelu(self.wide(x))))
        return y

    def _by_head(self, x: Tensor) -> Tensor:
        return x.reshape(1, -1, self.heads, self.width // self.heads).transpose(1, 2)


class BertNetwork(nn.Module):
    """Of a fine-tuned `BertForSequenceClassification`; takes the token ids and types of one pair, gives its logits."""

    inputs = ("input_ids", "token_type_ids")

    def __init__(self, model: Any) -> None:
        super().__init__()
        bert, heads = model.bert, model.config.num_attention_heads
        self.embeddings = bert.embeddings
        layers = list(bert.encoder.layer)
        self.layers = nn.ModuleList(Layer(Parts.of_bert(each), heads=heads, last=each is layers[-1]) for each in layers)
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


class MpnetNetwork(nn.Module):
    """Of a fine-tuned `MPNetForSequenceClassification`; takes the token ids of one pair, gives its logits."""

    inputs = ("input_ids",)

    def __init__(self, model: Any) -> None:
        super().__init__()
        mpnet, heads = model.mpnet, model.config.num_attention_heads
        self.words = ByteTable(mpnet.embeddings.word_embeddings.weight)
        self.places, self.norm = mpnet.embeddings.position_embeddings, mpnet.embeddings.LayerNorm
        self.first_place = model.config.pad_token_id + 1
        layers = list(mpnet.encoder.layer)
        self.layers = nn.ModuleList(
            Layer(Parts.of_mpnet(each), heads=heads, last=each is layers[-1]) for each in layers
        )
        self.distances = mpnet.encoder.relative_attention_bias
        self.pooler, self.classifier = model.classifier.dense, model.classifier.out_proj

    def forward(self, input_ids: Tensor) -> Tensor:
        places = torch.arange(input_ids.shape[1])
        x = self.words(input_ids) + self.places(places + self.first_place).unsqueeze(0)
        x = self.norm(x)
        apart = self.distances(steps_apart(places)).permute(2, 0, 1).unsqueeze(0)
        for layer in self.layers:
            x = layer(x, apart)
        y: Tensor = self.classifier(torch.tanh(self.pooler(x[:, 0])))
        return y


def steps_apart(places: Tensor, *, kinds: int = 32, farthest: int = 128) -> Tensor:
    """How far each token is from each other, in the `kinds` of distance that MPNet tells apart: near ones exactly, far
    ones roughly (Raffel et al., JMLR 2020)."""
    ahead = places.unsqueeze(0) - places.unsqueeze(1)
    half, exact = kinds // 2, kinds // 4
    far = ahead.abs()
    rough = exact + (
        torch.log(far.clamp(min=1).float() / exact) / math.log(farthest / exact) * (half - exact)
    ).long().clamp(max=half - exact - 1)
    return torch.where(ahead > 0, half, 0) + torch.where(far < exact, far, rough)


class ByteTable(nn.Module):
    """A table of word pieces in 8 bits, each row with its own scale."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.detach().abs().amax(dim=1, keepdim=True) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rows", torch.round(weight.detach() / scale.clamp(min=1e-12)).to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        rows: Tensor = nn.functional.embedding(ids, self.rows).float()
        return rows * nn.functional.embedding(ids, self.scale)


def joined(*parts: nn.Linear) -> nn.Linear:
    """One linear layer that gives the outputs of several, one after the other."""
    weight, bias = torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts])
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.load_state_dict({"weight": weight, "bias": bias})
    return layer
