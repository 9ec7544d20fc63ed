import { Buffer, OWN, Request, op, serve, text } from "./ropewalk/index";
export { ropewalk_alloc, ropewalk_call, ropewalk_heap } from "./ropewalk/index";

// Shows the size of the document wherever the mouse rests.
serve((request: Request, answer: Buffer): void => {
  if (request.op != op.HOVER) return;
  const offset = request.rest.u32();
  const document = text(OWN);
  if (document === null) return;
  answer.u32(offset).u32(offset).text("@NAME@: " + document.length.toString() + " bytes");
});
