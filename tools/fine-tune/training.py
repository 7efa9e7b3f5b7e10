"""Trains a cross-encoder with Sentence Transformers, and goes on where it was stopped."""

import os

import torch
import transformers
from datasets import Dataset
from sentence_transformers.cross_encoder import (
    CrossEncoder,
    CrossEncoderTrainer,
    CrossEncoderTrainingArguments,
)
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
from transformers import PreTrainedTokenizerFast
from transformers.trainer_utils import get_last_checkpoint

SAVE_STEPS = 25
LOG_STEPS = 10


def save_start(classifier, tokenizer_file, max_tokens, folder):
    """A folder in which Sentence Transformers finds the model as it is before the training."""
    classifier.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer_file),
        model_max_length=max_tokens,
        # Unsaid, the types are left out, and passages are read as if they were queries.
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)


def multiplies_bfloat16():
    """Whether the CPU has instructions for it: the products of a training step then take half the time."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def device():
    """What a training runs on, as the trainer's arguments: a GPU where there is one."""
    on_cpu = not torch.cuda.is_available()
    return {"use_cpu": on_cpu, "bf16": on_cpu and multiplies_bfloat16()}


def train(start, pairs, work, options):
    """
    The trained model.

    pairs: (query, passage, label)
    work: where checkpoints are; the last of them is gone on from
    """
    transformers.set_seed(options.seed)
    torch.set_num_threads(os.cpu_count())
    model = CrossEncoder(str(start), num_labels=1, local_files_only=True)
    queries, passages, labels = zip(*pairs)
    data = Dataset.from_dict({"query": list(queries), "passage": list(passages), "label": list(labels)})
    arguments = CrossEncoderTrainingArguments(
        output_dir=str(work),
        num_train_epochs=options.epochs,
        max_steps=options.steps or -1,
        per_device_train_batch_size=options.batch,
        learning_rate=options.learning_rate,
        warmup_steps=0.1,
        seed=options.seed,
        save_steps=SAVE_STEPS,
        save_total_limit=2,
        logging_steps=LOG_STEPS,
        report_to="none",
        dataloader_pin_memory=False,
        **device(),
    )
    trainer = CrossEncoderTrainer(model=model, args=arguments, train_dataset=data, loss=BinaryCrossEntropyLoss(model))
    last = get_last_checkpoint(str(work)) if work.is_dir() else None
    if last:
        print(f"going on from {last}")
    trainer.train(resume_from_checkpoint=last)
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    # What is asked of the model from here on is asked in full precision.
    trainer.accelerator.unwrap_model(model, keep_fp32_wrapper=False)
    return model.eval(), losses, trainer.state.global_step


def logits(model, pairs, batch=16):
    """What PyTorch gives for (query, passage), before the sigmoid."""
    with torch.no_grad():
        return model.predict(
            pairs, batch_size=batch, activation_fn=torch.nn.Identity(), show_progress_bar=False
        ).reshape(-1)
