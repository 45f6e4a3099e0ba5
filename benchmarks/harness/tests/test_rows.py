"""python3 -m unittest discover -t . -s harness, in benchmarks/"""

import pathlib
import tempfile
import unittest

from harness import report
from harness.rows import Row, Table, at_least, at_most, median, ratio, spread


class RowsTest(unittest.TestCase):

    def test_failed_rounds_do_not_count(self):
        self.assertEqual(median([3, None, 1, 2]), 2)
        self.assertIsNone(median([None]))

    def test_spread_is_half_the_range_in_the_median(self):
        self.assertAlmostEqual(spread([90, 100, 120]), 0.15)
        self.assertIsNone(spread([100]))

    def test_ratio_of_costs_tells_how_many_times_as_fast_we_are(self):
        row = Row("", "ns", values={"culvert": [500], "peer": [1000]})
        self.assertEqual(ratio(row, "culvert", "peer"), 2)

    def test_ratio_of_delays_is_ours_in_theirs(self):
        row = Row("", "µs", delay=True, values={"culvert": [500], "peer": [1000]})
        self.assertEqual(ratio(row, "culvert", "peer"), 0.5)

    def test_ratio_compares_within_a_round(self):
        # The second round ran on a machine that was ten times as slow; the third failed for one of the two.
        row = Row("", "ns", values={"culvert": [10, 100, 10, 10], "peer": [20, 200, None, 30]})
        self.assertEqual(ratio(row, "culvert", "peer"), 2)

    def test_ratio_to_a_peer_that_did_not_run_is_nothing(self):
        self.assertIsNone(ratio(Row("", "ns", values={"culvert": [10]}), "culvert", "peer"))

    def test_goal_is_a_bound_on_one_side(self):
        self.assertTrue(at_least(1.5).reached(1.5))
        self.assertFalse(at_least(1.5).reached(1.49))
        self.assertTrue(at_most(15).reached(15))
        self.assertFalse(at_most(15).reached(15.1))


class ReportTest(unittest.TestCase):

    row = Row("64 B", "ns", values={"culvert": [500, 510, 520], "peer": [1000, 1020, 1040]},
              beside_unit="MB/s", beside={"culvert": [100, 110, 120]}, goals={"culvert": {"peer": at_least(2.5)}})

    def test_table_shows_median_spread_ratio_and_missed_goal(self):
        text = report.table([self.row], ["culvert", "peer"])
        self.assertIn("510 ns ±2% (110 MB/s)", text)
        self.assertIn("2.00 (≥ 2.5 ✗)", text)

    def test_every_line_of_a_table_is_equally_long(self):
        for grid in report.table([self.row], ["culvert", "peer"]).split("\n\n"):
            self.assertEqual(len({len(line) for line in grid.splitlines()}), 1)

    def test_each_of_our_candidates_has_its_own_goals(self):
        row = Row("64 B", "ns", values={"culvert": [500], "culvert-native": [250], "peer": [500]},
                  goals={"culvert": {"peer": at_least(1)}, "culvert-native": {"peer": at_least(3)}})
        text = report.table([row], ["culvert", "culvert-native", "peer"])
        self.assertIn("1.00 (≥ 1 ✓)", text)
        self.assertIn("2.00 (≥ 3 ✗)", text)

    def test_missed_goal_says_by_how_much(self):
        results = {"machine": {}, "measures": {"throughput": {
            "commit": "c", "when": "w", "rounds": 3, "candidates": ["culvert", "peer"],
            "tables": report.plain_of([Table("T", [self.row])])}}}
        self.assertIn("no, by 20%", report.document(results))

    def test_goal_without_its_peer_is_left_out(self):
        self.assertEqual(report.judged([self.row], ["culvert"]), [])

    def test_results_replace_the_earlier_ones_of_a_page(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.md")
            page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
            report.include(page, {"machine": {"kernel": "Linux"}, "measures": {}})
            text = page.read_text()
        self.assertIn("Linux", text)
        self.assertNotIn("old", text)
        self.assertTrue(text.startswith("before\n") and text.endswith("\nafter\n"))

    def test_rows_survive_being_written_and_read(self):
        table = Table("T", [self.row])
        self.assertEqual(report.table_of(report.plain_of([table])[0]), table)


if __name__ == "__main__":
    unittest.main()
