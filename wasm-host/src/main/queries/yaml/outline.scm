; SPDX-License-Identifier: Apache-2.0
; Document symbols for YAML: one symbol per mapping key, block or flow, kinded by
; its value.

[
  (block_mapping_pair
    key: (flow_node) @name
    value: [
      (block_node (block_mapping))
      (flow_node (flow_mapping))
    ])
  (flow_pair
    key: (flow_node) @name
    value: (flow_node (flow_mapping)))
] @definition.object

[
  (block_mapping_pair
    key: (flow_node) @name
    value: [
      (block_node (block_sequence))
      (flow_node (flow_sequence))
    ])
  (flow_pair
    key: (flow_node) @name
    value: (flow_node (flow_sequence)))
] @definition.array

(block_mapping_pair
  key: (flow_node) @name
  value: (block_node (block_scalar))) @definition.string

[
  (block_mapping_pair
    key: (flow_node) @name
    value: (flow_node
      [
        (plain_scalar [(string_scalar) (timestamp_scalar)])
        (single_quote_scalar)
        (double_quote_scalar)
      ]) @detail)
  (flow_pair
    key: (flow_node) @name
    value: (flow_node
      [
        (plain_scalar [(string_scalar) (timestamp_scalar)])
        (single_quote_scalar)
        (double_quote_scalar)
      ]) @detail)
] @definition.string

[
  (block_mapping_pair
    key: (flow_node) @name
    value: (flow_node (plain_scalar [(integer_scalar) (float_scalar)])) @detail)
  (flow_pair
    key: (flow_node) @name
    value: (flow_node (plain_scalar [(integer_scalar) (float_scalar)])) @detail)
] @definition.number

[
  (block_mapping_pair
    key: (flow_node) @name
    value: (flow_node (plain_scalar (boolean_scalar))) @detail)
  (flow_pair
    key: (flow_node) @name
    value: (flow_node (plain_scalar (boolean_scalar))) @detail)
] @definition.boolean

[
  (block_mapping_pair
    key: (flow_node) @name
    value: (flow_node (plain_scalar (null_scalar))) @detail)
  (flow_pair
    key: (flow_node) @name
    value: (flow_node (plain_scalar (null_scalar))) @detail)
  (block_mapping_pair
    key: (flow_node) @name
    !value)
  (flow_pair
    key: (flow_node) @name
    !value)
] @definition.null

; A value that is an alias, such as `<<: *defaults`.
[
  (block_mapping_pair
    key: (flow_node) @name
    value: (flow_node (alias)) @detail)
  (flow_pair
    key: (flow_node) @name
    value: (flow_node (alias)) @detail)
] @definition.key
