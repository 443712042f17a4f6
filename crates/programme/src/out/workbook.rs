//! A programme as a workbook (.xlsx). Every cell is a text, and a text is never run.

use super::{Programme, table};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// The width of each column, in characters.
const WIDTH: f64 = 16.0;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
#[error("the workbook: {0}")]
pub struct OutError(#[from] XlsxError);

/// The programme as a .xlsx file.
///
/// # Errors
/// When it has more lines than a sheet, a million.
pub fn workbook(programme: &Programme<'_>) -> Result<Vec<u8>, OutError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("活动")?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let as_text = Format::new().set_num_format("@");
    for (column, heading) in (0_u16..).zip(table::headings()) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        // Whoever adds a line gets what they type, not what a spreadsheet makes of it.
        sheet.set_column_format(column, &as_text)?;
        sheet.set_column_width(column, WIDTH)?;
    }
    for (row, line) in (1_u32..).zip(table::lines(programme)) {
        for (column, cell) in (0_u16..).zip(line) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell)?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}
