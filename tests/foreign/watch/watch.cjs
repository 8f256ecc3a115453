// Loaded by a Node client that is being tested: it reaches 127.0.0.1 only, and is written down.
// One line per attempt in the file that CGW_WATCH names: host and port, "-" for none.
"use strict";
const dns = require("dns");
const fs = require("fs");
const net = require("net");

function seen(host, port) {
  fs.appendFileSync(process.env.CGW_WATCH, `${host} ${port ?? "-"}\n`);
  if (host !== "127.0.0.1") throw new Error("held back: not this machine");
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const given = Array.isArray(args[0]) ? args[0][0] : args[0]; // net.connect has normalised them
  const path = typeof given === "object" ? given.path : undefined;
  if (path) seen(path, null);
  else if (typeof given === "object") seen(given.host ?? "localhost", given.port);
  else seen(typeof args[1] === "string" ? args[1] : "localhost", given);
  return connect.apply(this, args);
};
for (const where of [dns, dns.promises])
  for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
    const real = where[name];
    where[name] = function (host, ...rest) {
      seen(host, null);
      return real.call(this, host, ...rest);
    };
  }
