/*
 * The other side for those compared with: the bench's page, and PouchDB's server as it is shipped,
 * over LevelDB in a folder of its own. Which packages, page and folder is said on the command line.
 */
const { createRequire } = require("node:module");
const path = require("node:path");
const [packages, page, data] = process.argv.slice(2);
const from = createRequire(path.join(packages, "package.json"));
const express = from("express");
const PouchDB = from("pouchdb").defaults({ prefix: path.join(data, path.sep) });
const options = {
  mode: "minimumForPouchDB",
  inMemoryConfig: true,
  logPath: path.join(data, "log.txt"),
};

const app = express();
app.use("/db", from("express-pouchdb")(PouchDB, options));
app.use(express.static(page));
const listening = app.listen(0, "127.0.0.1", () => {
  console.log(`listens on ${listening.address().port}`);
});
