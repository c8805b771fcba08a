// SPDX-License-Identifier: Apache-2.0

// box-node-sdk as its users write it. Arguments: as those of Listener.java; it keeps no position, as the stream tells none.
import { BoxClient, BoxDeveloperTokenAuth } from 'box-node-sdk';
import { NetworkSession } from 'box-node-sdk/networking/network';
import { BaseUrls } from 'box-node-sdk/networking/baseUrls';

const [url, token, failing] = process.argv.slice(2);
let fails = failing === 'true';

const client = new BoxClient({
  auth: new BoxDeveloperTokenAuth({ token }),
  networkSession: new NetworkSession({ baseUrls: new BaseUrls({ baseUrl: url }) }),
});
const stream = await client.events.getEventStream();
stream.on('data', (event) => {
  console.log(`event ${event.eventId}`);
  if (fails) {
    fails = false;
    throw new Error('as asked');
  }
});
stream.on('error', (error) => console.log(`told ${error}`));

process.stdin.on('end', () => stream.destroy()).resume();
