use ropewalk::{op, Buffer, Extension, Request, OWN};

struct Own;
ropewalk::extension!(Own);

impl Extension for Own {
    /// Shows the size of the document wherever the mouse rests.
    fn answer(mut request: Request<'_>, answer: &mut Buffer) {
        if request.op != op::HOVER {
            return;
        }
        let offset = request.rest.u32();
        if let Some(text) = ropewalk::text(OWN) {
            answer.put_u32(offset).put_u32(offset);
            answer.put_text(&format!("@NAME@: {} bytes", text.len()));
        }
    }
}
