; SPDX-License-Identifier: Apache-2.0
; Document symbols for inline Markdown: none. Headings belong to the block grammar.
