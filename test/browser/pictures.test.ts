import { flameSvg } from '../../bench/flame/flame-svg.ts';
import { indexPage } from '../../bench/flame/index-page.ts';
import { readProfile } from '../../bench/flame/profile.ts';
import { explained, shortTest } from '../bench/explain/explained.ts';
import { profile } from '../bench/flame/made-up-profile.ts';
import { describePages, testLooks } from './open-page.ts';

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
  testLooks(opener, 'an explanation', () => explained(1, shortTest({ design: 'cas-loop' })).svg, 'once');
});
