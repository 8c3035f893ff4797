/** Puts equal items beside each other, keeping the order of both sides: pairs of positions, -1 where a side has nothing. */
export function align(left, right, same) {
  const common = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0));
  for (let i = left.length; i-- > 0; ) {
    for (let j = right.length; j-- > 0; ) {
      common[i][j] = same(left[i], right[j]) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const pairs = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && same(left[i], right[j])) pairs.push([i++, j++, true]);
    else {
      // What lies between two equal items stands side by side as far as it goes.
      const lefts = [];
      const rights = [];
      while ((i < left.length || j < right.length) && !(i < left.length && j < right.length && same(left[i], right[j]))) {
        if (j >= right.length || (i < left.length && common[i + 1][j] >= common[i][j + 1])) lefts.push(i++);
        else rights.push(j++);
      }
      for (let k = 0; k < Math.max(lefts.length, rights.length); ++k) pairs.push([lefts[k] ?? -1, rights[k] ?? -1, false]);
    }
  }
  return pairs;
}
