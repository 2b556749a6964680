//! Arrays of JavaScript as columns of the kernel.

use napi::bindgen_prelude::*;
use sep_kernel_core::{InputError, FURTHER};

use crate::explain;

/// The columns of the further metrics, which must be as many as there are.
///
/// # Safety
/// As for `Float64ArraySlice::as_mut`: nothing else reads or writes them meanwhile.
pub(crate) unsafe fn further_of<'a>(further: &'a mut Option<Vec<Float64ArraySlice>>) -> Result<Option<[&'a mut [f64]; FURTHER]>> {
    let Some(columns) = further else {
        return Ok(None);
    };
    let given = columns.len();
    let columns: Vec<_> = columns.iter_mut().map(|column| column.as_mut()).collect();
    Ok(Some(columns.try_into().map_err(|_| explain(InputError::Further { given }))?))
}

/// Addresses of an array.
pub(crate) fn span<T>(values: &[T]) -> (usize, usize) {
    let range = values.as_ptr_range();
    (range.start as usize, range.end as usize)
}

/// True where two of the address ranges overlap.
pub(crate) fn overlap(ranges: &[(usize, usize)]) -> bool {
    ranges.iter().enumerate().any(|(i, a)| ranges[..i].iter().any(|b| a.0 < b.1 && b.0 < a.1))
}
