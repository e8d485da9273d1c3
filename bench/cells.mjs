// The cells of a row of the table, as the terminal and docs/performance.md show them.

/** How often the anchor's time is ours, or the other way round where ours is to be no more than so much; null without an anchor. */
function ratioOf({ goal, ours, anchor }, key) {
  if (anchor === null) return null;
  return goal.atLeast === undefined ? ours[key] / anchor[key] : anchor[key] / ours[key];
}

/** On a machine that is busy with other work the clock says nothing of a goal: then the processor time of two hunts is compared. */
function isMet(result) {
  const { goal, ours, busy } = result;
  if (goal.memory && ours.memory > goal.memory * 1e6) return false;
  if (busy && goal.atMost === undefined) return null;
  if (goal.seconds !== undefined) return ours.median <= goal.seconds;
  const ratio = ratioOf(result, busy ? 'cpu' : 'median');
  if (ratio === null) return null;
  return goal.atLeast === undefined ? ratio <= goal.atMost : ratio >= goal.atLeast;
}

function goalOf({ seconds, atLeast, atMost, memory }) {
  const time = seconds !== undefined ? `≤ ${seconds} s` : atLeast !== undefined ? `≥ ${atLeast}` : `≤ ${atMost} ×`;
  return memory ? `${time}, ≤ ${memory} MB` : time;
}

/** Its cells by their titles. */
export function cellsOf(result) {
  const { goal, ours, anchor } = result;
  const met = isMet(result);
  const number = (value) => (value === null ? '' : value.toFixed(2));
  return {
    'ours, s (min / median)': `${number(ours.minimum)} / ${number(ours.median)}`,
    'CPU s': number(ours.cpu),
    MB: Math.round(ours.memory / 1e6),
    anchor: anchor?.name ?? '',
    'anchor, s': anchor ? `${number(anchor.minimum)} / ${number(anchor.median)}` : '',
    'ratio by the clock': number(ratioOf(result, 'median')),
    'by CPU': number(ratioOf(result, 'cpu')),
    goal: goalOf(goal),
    met: met === null ? '' : met ? 'yes' : 'no',
  };
}
