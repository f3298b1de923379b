"""What mapping, rules, loading and reconciling say, as English sentences: terminal, pages and certificates say the same."""

from __future__ import annotations


def N_(text: str) -> str:
    """Marks a sentence for the catalogue of translations."""
    return text


MAPPINGS = {
    "not_yaml": N_("%(place)s is not valid YAML: %(said)s"),
    "not_a_project_file": N_("%(place)s is not a migration project: it must begin with format: %(expected)s."),
    "not_a_mapping_file": N_(
        "%(place)s: this is not a mapping: it must begin with format: %(expected)s and have fields."
    ),
    "malformed": N_("%(place)s: a part is missing or misshapen (%(said)s)."),
    "one_way_needed": N_("%(place)s: a field needs its name (to) and exactly one of %(ways)s."),
    "unknown_word": N_("%(place)s: unknown words: %(names)s."),
    "unknown_step": N_("%(place)s: there is no step %(names)s."),
    "unknown_type": N_("%(place)s: there is no type %(names)s."),
    "unknown_value_map": N_("%(place)s: there is no value map %(names)s."),
    "no_such_column": N_("%(place)s: the source has no column %(columns)s."),
    "unknown_object": N_("%(place)s: unknown objects: %(objects)s."),
    "unknown_source": N_("%(place)s: there is no source %(source)s; there are: %(sources)s."),
    "unknown_key": N_("%(place)s: a decision names records that the source has not: %(keys)s."),
    "object_twice": N_("The object %(place)s stands there twice."),
    "mapping_of_another_object": N_("%(place)s: this is the mapping of %(found)s."),
    "fields_of_children": N_("%(place)s: children need fields, and fields need children."),
    "circle": N_("These objects refer to each other in a circle: %(objects)s."),
    "expression_malformed": N_("%(place)s: the expression cannot be read: %(said)s"),
    "expression_not_allowed": N_("%(place)s: this is not part of the expression language: %(said)s"),
    "expression_unknown_function": N_("%(place)s: there is no function %(said)s."),
    "expression_wrong_number": N_("%(place)s: wrong number of arguments: %(said)s."),
    "expression_too_long": N_("%(place)s: the expression is too long (%(said)s)."),
    "expression_too_deep": N_("%(place)s: the expression is nested too deeply."),
}
REFUSALS = {
    "required_blank": N_("must be filled"),
    "required": N_("must be filled"),
    "value_not_mapped": N_("the value map does not have this value"),
    "not_a_number": N_("is not a number"),
    "not_a_whole_number": N_("is not a whole number"),
    "not_a_date": N_("is not a date"),
    "not_a_boolean": N_("is neither yes nor no"),
    "not_computable": N_("the expression cannot be computed"),
    "lookup_missing": N_("the record that it refers to is not loaded"),
    "reference_missing": N_("there is no such record"),
    "reference_ambiguous": N_("several records fit"),
    "key_repeated": N_("a record of this key is there already, and has the lines"),
    "record_refused": N_("its record was refused"),
    "record_merged": N_("its record was merged into another one"),
    "record_left_out": N_("its record was left out"),
    "parent_missing": N_("this line belongs to no record"),
    "mapping": N_("left out by the mapping"),
    "decision": N_("left out by a decision"),
    "head_differs": N_("the lines of this record do not agree about its head"),
    "constraint": N_("breaks a rule of the database"),
    "unknown_field": N_("the target has no such field"),
    "unknown_object": N_("the target has no such object"),
    "changed_since": N_("was changed since it was loaded"),
    "depended_on": N_("other records lean on it"),
}
DIFFERENCES = {
    "open": N_("not decided yet (%(found)s)"),
    "not_in_ledger": N_("the ledger does not know it: load first"),
    "not_in_source": N_("the ledger has it, the source has not (%(found)s)"),
    "missing_in_target": N_("loaded, but the target does not hold it"),
    "extra_in_target": N_("the target holds it (%(found)s), the ledger has not loaded it"),
    "target_id_differs": N_("the target holds another record: %(found)s instead of %(expected)s"),
    "survivor_not_loaded": N_("merged into %(expected)s, which is not loaded"),
    "source_changed": N_("the source or the mapping changed since it was loaded"),
    "value_differs": N_("%(field)s: %(expected)s was written, the target has %(found)s"),
    "total_differs": N_("%(field)s: %(expected)s was loaded, the target adds up to %(found)s"),
    "target_keeps_no_keys": N_("the target keeps no keys: exactly once cannot be shown"),
}
RULES = {
    "not_yaml": N_("The rule file is not valid YAML: %(said)s"),
    "not_a_rule_file": N_("This is not a rule file: it must begin with format: %(expected)s and have rules."),
    "rule_without_id_or_kind": N_("Rule %(rule)s has no id or no kind."),
    "unknown_kind": N_("Rule %(rule)s: there is no kind %(kind)s."),
    "wrong_parameters": N_("Rule %(rule)s: missing or unknown parameters: %(parameters)s."),
    "unknown_severity": N_("Rule %(rule)s: severity is error or warning, not %(severity)s."),
    "wrong_number_of_columns": N_("Rule %(rule)s: kind %(kind)s does not take %(columns)s columns."),
    "repeated_id": N_("Rule %(rule)s occurs twice."),
    "unknown_parameter_value": N_("Rule %(rule)s: %(value)s is not one of: %(known)s."),
    "pattern_not_understood": N_("Rule %(rule)s: the pattern is not a regular expression."),
    "expression_not_understood": N_("Rule %(rule)s: the expression is not one SQL expression: %(expression)s"),
    "not_on_spark": N_("Rule %(rule)s: kind %(kind)s cannot be asked on Spark. Check it on DuckDB."),
    "cannot_be_asked": N_("Rule %(rule)s cannot be asked: %(said)s"),
}
TABLES = {
    "no_such_column": N_("Table %(table)s has no column %(columns)s."),
    "no_such_table": N_("A rule refers to table %(table)s, which the source does not have."),
    "table_exists": N_("Table %(table)s was read already."),
    "reserved_column": N_("The column names %(columns)s are reserved. Rename them in the source."),
    "keys_differ": N_("Both sides need the same key columns."),
    "tolerance_negative": N_("The tolerance must be 0 or more, not %(tolerance)s."),
}
MATCHES = {
    "not_yaml": N_("The match spec is not valid YAML: %(said)s"),
    "not_a_match_spec": N_("This is not a match spec: it must begin with format: %(expected)s."),
    "unknown_word": N_("The match spec has words that are not known: %(words)s."),
    "comparison_without_column_or_kind": N_("A comparison or key has no column or no kind: %(item)s"),
    "unknown_kind": N_("There is no kind %(kind)s to compare by. Known: %(known)s."),
    "wrong_number_of_columns": N_("A comparison of kind %(kind)s does not take %(columns)s columns."),
    "repeated_column": N_("A column is compared twice. Keep one of the comparisons."),
    "nothing_to_compare": N_(
        "No column was found by which records could be told apart. Name columns and kinds in a match spec (--spec)."
    ),
    "no_blocking": N_("The match spec does not say which records to compare. Add lines under blocking."),
    "block_of_no_comparison": N_("%(block)s is no part of a compared column. Compared: %(known)s."),
    "no_such_part": N_("%(block)s: there is no such part. Known: %(known)s."),
    "too_many_pairs": N_(
        "The line %(block)s would compare %(pairs)s pairs, at most %(most)s. Add another part to it. Nothing was compared."
    ),
    "wrong_threshold": N_("The threshold must lie between 0 and 1, not %(threshold)s."),
    "too_few_labels": N_(
        "%(labels)s labels of one kind cannot place a threshold. Label pairs that are one and pairs that are two."
    ),
    "precision_not_shown": N_(
        "A precision of %(wanted)s is not shown by %(labels)s labels, at most %(shown)s. Label more pairs."
    ),
    "no_common_column": N_(
        "The two sources have no common column: %(columns)s. Rename the columns or choose another --key."
    ),
    "labels_not_understood": N_("The label file needs the columns key_a, key_b and same (yes or no)."),
}
