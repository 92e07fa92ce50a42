"""Breaks a promise of transport on purpose, one at a time, and fails if no test notices.

Usage: python3 tests/mutation/mutations.py [--build build/dev] [name …]
Each mutation is a small edit of one source file that is undone afterwards, also after an interruption.
Needs a configured build directory and a clean source file; builds and runs only the tests named.
"""

import argparse
import pathlib
import subprocess
import sys
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Mutation:
    name: str
    path: str
    before: str
    after: str
    test: str
    filter: str = "*"
    occurrence: int = 0  # which one when `before` stands there more than once


MUTATIONS = [
    Mutation("skip_the_sync_of_a_commit", "agent/spool/batch_file.cc",
             "  if (status.ok()) status = file_->Sync();\n", "", "agent_spool_test", "Spool.Events*", 1),
    Mutation("skip_the_directory_sync_of_a_new_file", "agent/spool/batch_file.cc",
             "  if (status.ok()) status = files_.SyncDirectory(directory_);\n", "", "agent_spool_test",
             "Spool.Events*"),
    Mutation("sync_the_same_descriptor_again_after_a_failure", "agent/spool/batch_file.cc",
             "  failed_ = true;\n  file_.reset();\n  // Once at once",
             "  return file_->Sync();\n  // Once at once", "agent_spool_test", "Spool.AFailedSync*"),
    Mutation("delete_without_a_receipt", "agent/ship/answer_plan.cc",
             "if (facts.receipt == ReceiptVerdict::kValid) return", "return", "agent_ship_test"),
    Mutation("accept_an_unsigned_receipt", "common/wire/receipt.cc",
             "if (!trusted) return", "if (!trusted && false) return", "agent_ship_test"),
    Mutation("accept_a_receipt_about_other_bytes", "common/wire/receipt.cc",
             "if (receipt.envelope_digest != envelope_digest) {",
             "if (false && receipt.envelope_digest != envelope_digest) {", "agent_ship_test"),
    Mutation("ignore_the_final_tag", "common/wire/envelope_reader.cc",
             "if (!stream.finished() && ", "if (false && ", "common_wire_test"),
    Mutation("drop_by_quota_without_declaring", "agent/spool/spool_losses.cc",
             "  DeclareContent(entry, reason, entry.key);\n", "  (void)reason;\n", "agent_spool_test",
             "Spool.TheQuota*"),
    Mutation("remove_a_file_before_its_numbers_are_on_record", "agent/spool/spool.cc",
             "if (saved_next_batch_ <= entry->key.batch_seq || state_dirty_) {", "if (false) {",
             "agent_spool_test", "Spool.*:*AtEachOperation*"),
    Mutation("open_a_batch_over_unrecorded_losses", "agent/spool/spool.cc",
             "state_dirty_ ? SaveState() : OkStatus()", "OkStatus()", "agent_spool_test",
             "SpoolFailureRate*"),
    Mutation("number_on_after_a_crash_without_declaring_the_window", "agent/spool/spool_open.cc",
             "if (end > first_unknown) {", "if (false) {", "agent_spool_test", "Spool.ACrash*"),
    Mutation("believe_a_torn_frame", "common/wire/envelope_layout.cc",
             "if (check_frames && crc != FrameCrc(length, events, ciphertext)) break;",
             "if (false && check_frames && crc != FrameCrc(length, events, ciphertext)) break;",
             "common_wire_test", "EnvelopeRecovery*"),
    Mutation("forget_a_loss_when_its_carrier_is_sealed", "agent/spool/spool.cc",
             "  batch_.reset();\n  if (new_incarnation_wanted_) {",
             "  state_.ForgetCarried(key);\n  batch_.reset();\n  if (new_incarnation_wanted_) {",
             "agent_spool_test", "Spool.ADamagedCarrier*"),
    Mutation("acknowledge_before_the_database_is_synced", "collector/store/schema.cc",
             "PRAGMA synchronous=FULL", "PRAGMA synchronous=OFF", "collector_store_crash_test",
             "*AtEachOperationWhatWas*"),
    Mutation("store_the_events_of_a_fork_twice", "collector/store/sqlite_event_store.cc",
             "if (place->forked) {", "if (false && place->forked) {", "collector_store_file_test",
             "*ForkedBatch*"),
    Mutation("forget_the_directory_sync_of_a_rename", "common/io/whole_file.cc",
             '  return files.SyncDirectory(slash == 0 ? "/" : path.substr(0, slash));\n',
             "  return OkStatus();\n", "common_io_crash_test"),
    Mutation("forget_the_directory_sync_of_a_rewritten_batch", "agent/spool/batch_file.cc",
             "  ADIT_RETURN_IF_ERROR(files_.SyncDirectory(directory_));\n", "", "agent_spool_test"),
    Mutation("declare_only_what_a_damaged_file_still_tells", "agent/spool/spool_losses.cc",
             "if (!known_end) open_from = end;", "", "agent_spool_test", "Spool.ADamagedLastFile*"),
    Mutation("answer_before_the_commit", "collector/store/sqlite_writer.cc",
             'if (transaction.ok()) transaction = connection_->Execute("COMMIT");',
             'if (transaction.ok()) connection_->Execute("COMMIT").IgnoreError();',
             "collector_store_crash_test", "*Failure*"),
]


def mutate(text, mutation):
    position = -1
    for _ in range(mutation.occurrence + 1):
        position = text.find(mutation.before, position + 1)
        if position < 0:
            sys.exit(f"{mutation.name}: its text is not in {mutation.path} any more; update this list")
    return text[:position] + mutation.after + text[position + len(mutation.before):]


def run(mutation, build):
    """'caught', 'survived' or 'does not build'."""
    path = ROOT / mutation.path
    original = path.read_text(encoding="utf-8")
    path.write_text(mutate(original, mutation), encoding="utf-8")
    try:
        built = subprocess.run(["cmake", "--build", build, "--target", mutation.test],
                               capture_output=True, check=False)
        if built.returncode != 0:
            return "does not build"
        tested = subprocess.run([f"{build}/bin/{mutation.test}", f"--gtest_filter={mutation.filter}"],
                                capture_output=True, check=False, timeout=600)
        return "survived" if tested.returncode == 0 else "caught"
    finally:
        path.write_text(original, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=str(ROOT / "build/dev"))
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    chosen = [m for m in MUTATIONS if not arguments.names or m.name in arguments.names]
    bad = 0
    for mutation in chosen:
        verdict = run(mutation, arguments.build)
        bad += verdict != "caught"
        print(f"{verdict:>14}  {mutation.name}", flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} caught")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
