import detector from '../../../src/detectors/webshell/request-data-deserialised.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { csharpPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'formatter over the body',
      input: sample('hit/state.aspx.split'),
      detections: [{ message: 'deserialised', at: { label: 'source', line: 5 } }],
    },
    {
      name: 'LosFormatter over a cookie',
      input: sample('hit/los.ashx.split'),
      detections: [{ message: 'deserialised', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'data set with the types of its schema',
      input: sample('hit/schema.aspx.split'),
      detections: [{ message: 'deserialised', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'data set of a file anywhere, which the request names',
      input: csharpPage('new System.Data.DataSet().ReadXml(Request["f"]);'),
      detections: [{ message: 'deserialised', at: { label: 'sink', line: 2 }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'data set of a file of the application, by its name',
      input: csharpPage('new System.Data.DataSet().ReadXml(Server.MapPath("~/presets/" + Request["f"] + ".xml"));'),
      looksAlike: true,
    },
    { name: 'JSON of the body', input: sample('miss/json.ashx'), looksAlike: true },
    { name: 'formatter over a file of the application', input: sample('miss/session.aspx'), looksAlike: true },
  ],
});
