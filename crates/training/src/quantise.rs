//! From weights as they are learned to weights of one byte, and back.

use text::linear::{BadModel, Label, Linear, UNIT};

use crate::{Settings, Weight, numbers};

/// The greatest weight of one byte.
const TOP: f32 = 127.0;
/// What a score's unit is.
const SCORE: f32 = 1_024.0;
/// What a label's scale is multiplied with.
const SCALE: f32 = SCORE * 256.0;

const _: () = assert!(UNIT == 1_024);

/// The model of these weights: each label's greatest becomes 127.
pub(crate) fn quantise(
    names: Vec<String>,
    weights: &[Weight],
    bias: &[Weight],
    settings: &Settings,
) -> Result<Linear, BadModel> {
    let count = names.len();
    let mut greatest = vec![0.0_f32; count];
    for row in weights.chunks_exact(count) {
        for (top, weight) in greatest.iter_mut().zip(row) {
            *top = top.max(weight.now.abs());
        }
    }
    let labels: Vec<Label> = names
        .into_iter()
        .zip(bias)
        .zip(&greatest)
        .map(|((name, bias), top)| Label {
            name,
            bias: rounded(bias.now * SCORE),
            scale: rounded(top / TOP * SCALE).unsigned_abs(),
        })
        .collect();
    // What is written is what is read: round by the scale that the model keeps.
    let units: Vec<f32> = labels.iter().map(|label| numbers::small(label.scale) / SCALE).collect();
    let least = TOP * numbers::small(settings.least_thousandths) / 1_000.0;
    let mut kept = Vec::new();
    for (bucket, row) in (0_u32..).zip(weights.chunks_exact(count)) {
        for ((label, weight), unit) in (0_u16..).zip(row).zip(&units) {
            let exact = if *unit > 0.0 { weight.now / unit } else { 0.0 };
            let whole = rounded(exact).clamp(-127, 127);
            if whole != 0 && exact.abs() >= least {
                kept.push((bucket, label, i8::try_from(whole).unwrap_or(0)));
            }
        }
    }
    Linear::new(labels, settings.bits, &kept)
}

/// Puts a model's weights where learning goes on from.
pub(crate) fn spread(model: &Linear, weights: &mut [Weight], bias: &mut [Weight]) {
    let begin = |now: f32| Weight { now, origin: now, steps: 0.0 };
    let count = model.labels().len();
    for (slot, label) in bias.iter_mut().zip(model.labels()) {
        *slot = begin(signed(label.bias) / SCORE);
    }
    for (bucket, label, weight) in model.weights() {
        let scale = model.labels().get(usize::from(label)).map_or(0, |label| label.scale);
        let at = bucket as usize * count + usize::from(label);
        if let Some(slot) = weights.get_mut(at) {
            *slot = begin(f32::from(weight) * numbers::small(scale) / SCALE);
        }
    }
}

fn signed(number: i32) -> f32 {
    let size = numbers::small(number.unsigned_abs());
    if number < 0 { -size } else { size }
}

/// The nearest whole number, halves away from 0, within a million either way.
#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
fn rounded(x: f32) -> i32 {
    x.clamp(-1e6, 1e6).round() as i32
}
