; SPDX-License-Identifier: Apache-2.0
; Document symbols for TOML: tables, arrays of tables and the keys inside them,
; kinded by their value.

(table
  . [(bare_key) (quoted_key) (dotted_key)] @name) @definition.object

(table_array_element
  . [(bare_key) (quoted_key) (dotted_key)] @name) @definition.array

(pair
  . [(bare_key) (quoted_key) (dotted_key)] @name
  (string) @detail) @definition.string

(pair
  . [(bare_key) (quoted_key) (dotted_key)] @name
  [(integer) (float)] @detail) @definition.number

(pair
  . [(bare_key) (quoted_key) (dotted_key)] @name
  (boolean) @detail) @definition.boolean

(pair
  . [(bare_key) (quoted_key) (dotted_key)] @name
  [(offset_date_time) (local_date_time) (local_date) (local_time)] @detail) @definition.constant

(pair
  . [(bare_key) (quoted_key) (dotted_key)] @name
  (array)) @definition.array

(pair
  . [(bare_key) (quoted_key) (dotted_key)] @name
  (inline_table)) @definition.object
