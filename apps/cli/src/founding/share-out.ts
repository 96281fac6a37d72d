/**
 * Shares whole units out by weight so that they add up exactly: each gets `least`, nobody more than its cap, the rest by largest
 * remainder. What no cap leaves room for stays with nobody.
 */
export const shareOut = (
  total: number,
  weights: readonly number[],
  least = 0,
  caps: readonly number[] = weights.map(() => Number.POSITIVE_INFINITY),
): readonly number[] => {
  const shares = weights.map((_, index) => Math.min(least, caps[index] ?? 0));
  let left = total - shares.reduce((sum, share) => sum + share, 0);
  while (left > 0) {
    const open = weights.map((weight, index) => ((shares[index] ?? 0) < (caps[index] ?? 0) ? weight : 0));
    const sum = open.reduce((all, weight) => all + weight, 0);
    if (sum === 0) break;
    const ideal = open.map((weight) => (left * weight) / sum);
    let given = 0;
    const give = (index: number, amount: number) => {
      const room = Math.min(amount, (caps[index] ?? 0) - (shares[index] ?? 0));
      shares[index] = (shares[index] ?? 0) + room;
      given += room;
    };
    ideal.forEach((share, index) => {
      give(index, Math.floor(share));
    });
    const byRemainder = ideal
      .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
      .filter(({ index }) => (open[index] ?? 0) > 0)
      .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
    for (const { index } of byRemainder) {
      if (given >= left) break;
      give(index, 1);
    }
    left -= given;
  }
  return shares;
};
