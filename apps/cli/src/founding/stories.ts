/** Villages of Ruyang that stories are told of (汝阳县); in another county none of these codes exists. */
export const story = {
  renzhuang: '410326101203',
  xiaosi: '410326103202',
  beibao: '410326104209',
  shuangquan: '410326106202',
  wangping: '410326204200',
} as const;
