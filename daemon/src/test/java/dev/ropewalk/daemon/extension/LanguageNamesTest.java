package dev.ropewalk.daemon.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LanguageNamesTest {
  private static String first(String id, String uri, String firstLine) {
    List<String> names = LanguageNames.candidates(id, uri, firstLine);
    return names.isEmpty() ? "" : names.getFirst();
  }

  @Test
  void ids_as_editors_send_them_are_understood() {
    String[][] cases = {
      {"typescriptreact", "tsx"},
      {"javascriptreact", "javascript"},
      {"shellscript", "bash"},
      {"sh", "bash"},
      {"zsh", "bash"},
      {"jsonc", "jsonc"},
      {"json5", "json5"},
      {"c++", "cpp"},
      {"cuda-cpp", "cpp"},
      {"dockercompose", "yaml"},
      {"golang", "go"},
      {"rs", "rust"},
      {"py", "python"},
      {"mdx", "markdown"},
      {"Java", "java"},
      {"typescript.tsx", "tsx"},
      {"javascript.jsx", "javascript"},
      {"ruby", "ruby"}
    };
    for (String[] each : cases) {
      assertEquals(each[1], first(each[0], "untitled:Untitled-1", ""), each[0]);
    }
  }

  @Test
  void a_file_name_decides_where_the_id_says_nothing() {
    String[][] cases = {
      {"file:///w/A.java", "java"},
      {"file:///w/a%20b.py?x#y", "python"},
      {"file:///w/tsconfig.json", "jsonc"},
      {"file:///w/tsconfig.build.json", "jsonc"},
      {"file:///w/package.json", "json"},
      {"file:///w/.bashrc", "bash"},
      {"file:///w/Cargo.lock", "toml"},
      {"file:///w/Cargo.toml", "toml"},
      {"file:///w/x.D.TS", "typescript"},
      {"file:///w/x.tsx", "tsx"},
      {"file:///w/x.h", "c"},
      {"file:///w/x.hpp", "cpp"},
      {"file:///w/README.md", "markdown"},
      {"file:///w/a.yml", "yaml"},
      {"file:///w/go", ""},
      {"file:///w/noend.", ""},
      {"file:///w/", ""},
      {"untitled:Untitled-1", ""}
    };
    for (String[] each : cases) {
      for (String id : new String[] {"", "plaintext", "text"}) {
        assertEquals(each[1], first(id, each[0], ""), each[0]);
      }
    }
  }

  @Test
  void a_file_name_refines_an_id_that_is_too_coarse() {
    assertEquals("jsonc", first("json", "file:///w/tsconfig.json", "{"));
    assertEquals("json", first("json", "file:///w/data.json", "{"));
    assertEquals("tsx", first("typescript", "file:///w/App.tsx", ""));
    assertEquals("typescript", first("typescript", "file:///w/App.ts", ""));
  }

  @Test
  void an_unknown_id_leaves_the_file_name_as_second_choice() {
    assertEquals(
        List.of("foo", "java"), LanguageNames.candidates("foo", "file:///w/A.java", "class A {}"));
  }

  @Test
  void a_first_line_names_an_interpreter_or_a_mode() {
    String[][] cases = {
      {"#!/bin/sh", "bash"},
      {"#! /usr/bin/env -S python3.12 -u", "python"},
      {"#!/usr/bin/env FOO=1 node", "javascript"},
      {"#!/usr/bin/env deno run", "typescript"},
      {"#!/usr/bin/ruby -w", "ruby"},
      {"# -*- mode: python; coding: utf-8 -*-", "python"},
      {"// -*- C++ -*-", "cpp"},
      {"# vim: set ft=sh ts=2:", "bash"},
      {"<!DOCTYPE html>", "html"},
      {"\uFEFF#!/bin/bash", "bash"},
      {"#!", ""},
      {"hello", ""}
    };
    for (String[] each : cases) {
      assertEquals(each[1], first("", "file:///w/script", each[0]), each[0]);
    }
  }

  @Test
  void no_input_makes_it_throw() {
    long seed = Long.getLong("ropewalk.seed", System.nanoTime());
    var random = new Random(seed);
    String alphabet = "#!/ -*:=.%?ab\t\uD800envpython";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String any = text.toString();
      try {
        LanguageNames.candidates(any, any, any);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + any, e);
      }
    }
  }
}
