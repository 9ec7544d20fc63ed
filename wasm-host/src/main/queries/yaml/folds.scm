; SPDX-License-Identifier: Apache-2.0
; Folding ranges for YAML: mapping entries (which cover nested mappings, sequences
; and block scalars), sequence items, flow collections and comments.

[
  (block_mapping_pair)
  (block_sequence_item)
  (flow_mapping)
  (flow_sequence)
] @fold

(comment) @fold.comment
