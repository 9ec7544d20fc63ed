// The peer of FormatterRace: the same plugin and text in Node. Prints the median in milliseconds.
import fs from 'node:fs';

const [, , wasm, path, textFile] = process.argv;
const text = fs.readFileSync(textFile);
const ignore = () => 0;
const { instance } = await WebAssembly.instantiate(fs.readFileSync(wasm), {
  env: { fd_write: ignore },
  dprint: {
    host_write_buffer: ignore, host_format: ignore, host_get_formatted_text: ignore,
    host_get_error_text: ignore, host_has_cancelled: ignore,
  },
});
const plugin = instance.exports;
const send = (bytes) => {
  const at = plugin.clear_shared_bytes(bytes.length);
  new Uint8Array(plugin.memory.buffer).set(bytes, at);
};
send(Buffer.from('{"plugin":{},"global":{}}'));
plugin.register_config(1);
const format = () => {
  send(Buffer.from(path));
  plugin.set_file_path();
  send(text);
  const answer = plugin.format(1) & 0xff;
  if (answer === 2) throw new Error('the text has an error');
  if (answer === 0) return text;
  const length = plugin.get_formatted_text();
  const at = plugin.get_shared_bytes_ptr();
  return plugin.memory.buffer.slice(at, at + length);
};
const samples = [];
const end = performance.now() + 5000;
while (performance.now() < end || samples.length < 5) {
  const from = performance.now();
  format();
  samples.push(performance.now() - from);
}
const warm = samples.slice(samples.length / 5).sort((a, b) => a - b);
console.log(warm[Math.floor(warm.length / 2)]);
