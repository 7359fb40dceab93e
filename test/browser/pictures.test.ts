import { explain } from '../../bench/explain/explanation.ts';
import { player } from '../../bench/explain/script/play.ts';
import { flameSvg } from '../../bench/flame/flame-svg.ts';
import { indexPage } from '../../bench/flame/index-page.ts';
import { readProfile } from '../../bench/flame/profile.ts';
import { renderHeatMap } from '../../bench/matrix/report/heat-map.ts';
import { storeModels } from '../../bench/services/store-models.ts';
import { failed, fileOf, shortTest, shrunk } from '../bench/explain/explained.ts';
import { profile } from '../bench/flame/made-up-profile.ts';
import { madeUp } from '../bench/matrix/made-up-matrix.ts';
import { describePages, testLooks } from './open-page.ts';

/** A drawing of a run that fails; shrunk no further than a second takes. */
function drawn(): string {
  const run = failed(1, shortTest({ design: 'cas-loop' }));
  return explain(fileOf(run, shrunk(run, undefined, 300)), player())!.svg;
}

const read = readProfile(profile, String);
const svg = flameSvg('a thread', read);
const thread = { name: 'a thread', profile: read, svg, svgFile: 'a.svg', page: 'a.html', raw: 'a.cpuprofile' };

describePages('pictures', (opener) => {
  testLooks(
    opener,
    'the index of the flame graphs',
    () => indexPage('Flame graphs: firehose', ['A fact.'], [thread, { ...thread, name: 'another thread' }]),
    'always',
  );
  testLooks(opener, 'a flame graph', () => svg, 'once');
  testLooks(opener, 'the heat map of the matrix', () => renderHeatMap(madeUp(storeModels)), 'once');
  testLooks(opener, 'an explanation', () => drawn(), 'once');
});
