/* SPDX-License-Identifier: BSD-3-Clause
   Written by csrc/tools/fit.py: change that.  Tables start with the constant term.  Bounds are
   those of the doubles printed here, in exact arithmetic.  */
/* clang-format off */

/* 2^r on [-0.5001, 0.5001], degree 8: relative error 2^-40.15; fitted by csrc/tools/fit.py.  */
enum { EXP2_TERMS = 9 };
static const double EXP2[EXP2_TERMS] = {
    0x1.0000000000000p+0,
    0x1.62e42fef89c7cp-1,
    0x1.ebfbdff8ee3bdp-3,
    0x1.c6b08dceefc2fp-5,
    0x1.3b2ab5ed18333p-7,
    0x1.5d874ce3279dep-10,
    0x1.430aa8dc44729p-13,
    0x1.00d86bd4b0b91p-16,
    0x1.61c4d133f45d3p-20,
};

/* (2^r - 1) / r on [-0.5001, 0.5001], degree 8: relative error 2^-43.54; fitted by csrc/tools/fit.py.  */
enum { EXP2M1_TERMS = 9 };
static const double EXP2M1[EXP2M1_TERMS] = {
    0x1.62e42fefa39abp-1,
    0x1.ebfbdff823e41p-3,
    0x1.c6b08d706a3a2p-5,
    0x1.3b2ab717f2a50p-7,
    0x1.5d87fe310be12p-10,
    0x1.4308acd3ce083p-13,
    0x1.ffcca852644f4p-17,
    0x1.63d0e0e9a61b6p-20,
    0x1.b52528b653919p-24,
};

/* (2^(r/8) - 1) / r on [-0.5001, 0.5001], degree 4: relative error of 2^(r/8) 2^-41.36; fitted by
   csrc/tools/fit.py.  */
enum { EXP2_EIGHTH_TERMS = 5 };
static const double EXP2_EIGHTH[EXP2_EIGHTH_TERMS] = {
    0x1.62e42fefa1e58p-4,
    0x1.ebfbdfd55d303p-9,
    0x1.c6b08ddd9ed99p-14,
    0x1.3b31bea305cbdp-19,
    0x1.5d80b3b5864dbp-25,
};

/* (2^(r/8) - 1) / r on [-0.5001, 0.5001], degree 5: relative error 2^-44.46; fitted by csrc/tools/fit.py.  */
enum { EXP2M1_EIGHTH_TERMS = 6 };
static const double EXP2M1_EIGHTH[EXP2M1_EIGHTH_TERMS] = {
    0x1.62e42fefa3aefp-4,
    0x1.ebfbdff82c0b4p-9,
    0x1.c6b08d5e481d0p-14,
    0x1.3b2ab70a34738p-19,
    0x1.5d8dfe8101beep-25,
    0x1.43091309b1812p-31,
};

/* (e^r - 1 - r - r^2/2 - r^3/6) / r^4 on [-0.34661, 0.34661], degree 10: relative error of e^r - 1 2^-62.82
   (2^-73.94 before rounding); fitted by csrc/tools/fit.py.  */
enum { EXPM1_TAIL_TERMS = 11 };
static const double EXPM1_TAIL[EXPM1_TAIL_TERMS] = {
    0x1.5555555555555p-5,
    0x1.1111111111112p-7,
    0x1.6c16c16c16c0ep-10,
    0x1.a01a01a019159p-13,
    0x1.a01a01a01e7c4p-16,
    0x1.71de3a5c7cedfp-19,
    0x1.27e4fb678b67dp-22,
    0x1.ae64244af9d41p-26,
    0x1.1eedbcda42daap-29,
    0x1.61ccaac0cc7fcp-33,
    0x1.937e0de2b6c67p-37,
};

/* (e^r - 1 - r - r^2/2) / r^3 on [-0.34661, 0.34661], degree 9: relative error of e^r - 1 2^-59.19 (2^-61.68
   before rounding); fitted by csrc/tools/fit.py.  */
enum { EXP_CUBIC_TERMS = 10 };
static const double EXP_CUBIC[EXP_CUBIC_TERMS] = {
    0x1.5555555555559p-3,
    0x1.5555555555549p-5,
    0x1.111111110f7e7p-7,
    0x1.6c16c16c1ccf1p-10,
    0x1.a01a01af780a6p-13,
    0x1.a01a01830373ep-16,
    0x1.71ddf94cf399bp-19,
    0x1.27e52b2d6adbep-22,
    0x1.af5d2d8c84c9ap-26,
    0x1.1ef5296d08db6p-29,
};

/* (atanh(s) - s) / s^3 in z = s^2 on [0, 0.1111111111111111], degree 9: relative error 2^-52.20 (2^-52.83
   before rounding); fitted by csrc/tools/fit.py.  */
enum { ATANH_CUBIC_TERMS = 10 };
static const double ATANH_CUBIC[ATANH_CUBIC_TERMS] = {
    0x1.5555555555555p-2,
    0x1.999999999a406p-3,
    0x1.24924923d1d77p-3,
    0x1.c71c72730b49ap-4,
    0x1.745cf05e177c7p-4,
    0x1.3b18bb0466f35p-4,
    0x1.10abf4a24ba0dp-4,
    0x1.eb9961265a1e2p-5,
    0x1.684f144826ab0p-5,
    0x1.4b3598dd3e765p-4,
};

/* tanh(z) / z as P / Q in u = z^2 on [0, 81.5634765625], degree 5 / 6: relative error 2^-39.57; fitted by
   csrc/tools/fit.py.  */
enum { TANH_P_TERMS = 6 };
static const double TANH_P[TANH_P_TERMS] = {
    0x1.fffffffffd514p-1,
    0x1.25dfef2d34783p-3,
    0x1.38952a8d3e93ep-8,
    0x1.b58662274225dp-15,
    0x1.920e35b1a95f3p-23,
    0x1.52f16480078b0p-33,
};
enum { TANH_Q_TERMS = 7 };
static const double TANH_Q[TANH_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.e8454cebae1dep-2,
    0x1.f1b9070bff51cp-6,
    0x1.2aaebdf1ad698p-11,
    0x1.e7530c772dbf9p-19,
    0x1.d19c71a5d8671p-28,
    0x1.d3afdfe15c755p-40,
};

/* (t - tanh(t)) / t^3 as P / Q in u = t^2 on [0, 169.0], degree 6 / 6: error relative to the smaller of t -
   tanh(t) and tanh(t) 2^-40.59; fitted by csrc/tools/fit.py.  */
enum { TANHSHRINK_P_TERMS = 7 };
static const double TANHSHRINK_P[TANHSHRINK_P_TERMS] = {
    0x1.555555555473cp-2,
    0x1.b1ec2d856cb1dp-6,
    0x1.319850be2ef9ep-11,
    0x1.3935e3613ec46p-18,
    0x1.cf76e240565e5p-27,
    0x1.72a0e0c1adf1ep-37,
    0x1.ffe25cdbc5976p-57,
};
enum { TANHSHRINK_Q_TERMS = 7 };
static const double TANHSHRINK_Q[TANHSHRINK_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.eaf5e222891d7p-2,
    0x1.0313123d31ca6p-5,
    0x1.5317da6dc2fc5p-11,
    0x1.4d720f38c2969p-18,
    0x1.dfade20218c15p-27,
    0x1.772085076d715p-37,
};

/* atanh(s) / s in z = s^2 on [0, 0.1111111111111111], degree 7: relative error 2^-43.79; fitted by
   csrc/tools/fit.py.  */
enum { ATANH_TERMS = 8 };
static const double ATANH[ATANH_TERMS] = {
    0x1.ffffffffffdb4p-1,
    0x1.555555569d462p-2,
    0x1.999997ba246a9p-3,
    0x1.2492ce508265fp-3,
    0x1.c6f84603bc3adp-4,
    0x1.7702b4fcfec51p-4,
    0x1.20083a830f76dp-4,
    0x1.9b5950ef408fap-4,
};

/* e^(t^2/2) Phi(-t) as P / Q on [0, 26.5], degree 7 / 8: relative error 2^-43.58; fitted by
   csrc/tools/fit.py.  */
enum { MILLS_P_TERMS = 8 };
static const double MILLS_P[MILLS_P_TERMS] = {
    0x1.ffffffffffd54p-2,
    0x1.4d5dae95df988p-1,
    0x1.ab3205485b8f6p-2,
    0x1.524467ec1bc80p-3,
    0x1.61ccc369ae72bp-5,
    0x1.e8328d2962c7dp-8,
    0x1.9e3bc5d99abffp-11,
    0x1.53aaf89bddd28p-15,
};
enum { MILLS_Q_TERMS = 9 };
static const double MILLS_Q[MILLS_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.0ccfec1a3ab4ep+1,
    0x1.0147aac643b32p+1,
    0x1.2666707ea6951p+0,
    0x1.bade7f54d47bap-2,
    0x1.c388bb9b649c2p-4,
    0x1.339868b994acap-6,
    0x1.0395143b4acd1p-9,
    0x1.a9b5e5135e67ep-14,
};

/* e^(t^2/2) gelu'(-t) / (t0 - t) as P / Q, t0 the root on [0, 26.5], degree 7 / 7: relative error 2^-43.79;
   fitted by csrc/tools/fit.py.  */
enum { GELU_SLOPE_P_TERMS = 8 };
static const double GELU_SLOPE_P[GELU_SLOPE_P_TERMS] = {
    0x1.54851a5cc2050p-1,
    0x1.12f656ba429bdp+0,
    0x1.a2b8c1d98f090p-1,
    0x1.7df2be9434515p-2,
    0x1.c08346f902cc9p-4,
    0x1.539955257e3ecp-6,
    0x1.35457040c3671p-9,
    0x1.0920e76f0c3ddp-13,
};
enum { GELU_SLOPE_Q_TERMS = 8 };
static const double GELU_SLOPE_Q[GELU_SLOPE_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.e16cf1418329ap+0,
    0x1.951c66fd69586p+0,
    0x1.8d6037191f4a9p-1,
    0x1.edc1d8378d3e1p-3,
    0x1.87cb6963e8542p-5,
    0x1.7400314100635p-8,
    0x1.4c4a11faad435p-12,
};

/* e^(t^2/2) gelu'(-t) / (t0 - t) as P / Q, t0 the root on [0, 26.5], degree 8 / 8: relative error 2^-49.75;
   fitted by csrc/tools/fit.py.  */
enum { GELU_BOTH_P_TERMS = 9 };
static const double GELU_BOTH_P[GELU_BOTH_P_TERMS] = {
    0x1.54851a5cc1ec2p-1,
    0x1.28e5e3e852640p+0,
    0x1.ec9e9fe140bacp-1,
    0x1.f32d6d794de3ap-2,
    0x1.4ffbde139587fp-3,
    0x1.338d82c311b8ap-5,
    0x1.7735eb4b87c74p-8,
    0x1.18e8cd19198a2p-11,
    0x1.9037acddbd97bp-16,
};
enum { GELU_BOTH_Q_TERMS = 9 };
static const double GELU_BOTH_Q[GELU_BOTH_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.013431f99a257p+1,
    0x1.d56d62a26a0e0p+0,
    0x1.fdff6eb82aeb4p-1,
    0x1.6a4ef7964cbcap-2,
    0x1.5a95d5c57cf41p-4,
    0x1.b7218640e82dep-7,
    0x1.54488d50c7abep-10,
    0x1.f599257027a04p-15,
};

/* 2^r on [-0.5001, 0.5001], degree 5: relative error 2^-23.37; fitted by csrc/tools/fit.py.  */
enum { SHORT_EXP2_TERMS = 6 };
static const double SHORT_EXP2[SHORT_EXP2_TERMS] = {
    0x1.0000000000000p+0,
    0x1.62e4291e1bcbfp-1,
    0x1.ebf9bb1b38424p-3,
    0x1.c6b754472b11ep-5,
    0x1.3ceab4e674236p-7,
    0x1.5bb9e273c7522p-10,
};

/* (2^r - 1) / r on [-0.5001, 0.5001], degree 5: relative error 2^-26.47; fitted by csrc/tools/fit.py.  */
enum { SHORT_EXP2M1_TERMS = 6 };
static const double SHORT_EXP2M1[SHORT_EXP2M1_TERMS] = {
    0x1.62e4302efef44p-1,
    0x1.ebfbdec23f7d6p-3,
    0x1.c6af6e57be33ep-5,
    0x1.3b2b9feb38a47p-7,
    0x1.5f07dbcea6dd2p-10,
    0x1.4308fc3e3c41ep-13,
};

/* tanh(z) / z as P / Q in u = z^2 on [0, 59.09765625], degree 3 / 4: relative error 2^-23.20; fitted by
   csrc/tools/fit.py.  */
enum { SHORT_TANH_P_TERMS = 4 };
static const double SHORT_TANH_P[SHORT_TANH_P_TERMS] = {
    0x1.fffffc88e8d1ep-1,
    0x1.09462894238f5p-3,
    0x1.86a6ffdb036fcp-9,
    0x1.8a5e9d97f36c0p-17,
};
enum { SHORT_TANH_Q_TERMS = 5 };
static const double SHORT_TANH_Q[SHORT_TANH_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.d9f83010f7278p-2,
    0x1.8827b2867358fp-6,
    0x1.fd52dd6297d92p-13,
    0x1.135e0031c7a75p-22,
};

/* (t - tanh(t)) / t^3 as P / Q in u = t^2 on [0, 64.0], degree 3 / 3: relative error 2^-23.28; fitted by
   csrc/tools/fit.py.  */
enum { SHORT_TANHSHRINK_P_TERMS = 4 };
static const double SHORT_TANHSHRINK_P[SHORT_TANHSHRINK_P_TERMS] = {
    0x1.5555532444cc9p-2,
    0x1.4e3e99de126e5p-6,
    0x1.a063ebede57c2p-13,
    0x1.e6298ac66cfddp-28,
};
enum { SHORT_TANHSHRINK_Q_TERMS = 4 };
static const double SHORT_TANHSHRINK_Q[SHORT_TANHSHRINK_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.d8452e0647b11p-2,
    0x1.7ba6db149e87ap-6,
    0x1.b08e5b28a84e1p-13,
};

/* atanh(s) / s in z = s^2 on [0, 0.1111111111111111], degree 4: relative error 2^-27.91; fitted by
   csrc/tools/fit.py.  */
enum { SHORT_ATANH_TERMS = 5 };
static const double SHORT_ATANH[SHORT_ATANH_TERMS] = {
    0x1.0000001101968p+0,
    0x1.5554df3dcb297p-2,
    0x1.99dae58d9e7fep-3,
    0x1.1e511676a21f0p-3,
    0x1.208baa1de86c0p-3,
};

/* e^(t^2/2) Phi(-t) as P / Q on [0, 9.3125], degree 4 / 4: relative error 2^-24.09; fitted by
   csrc/tools/fit.py.  */
enum { SHORT_MILLS_P_TERMS = 5 };
static const double SHORT_MILLS_P[SHORT_MILLS_P_TERMS] = {
    0x1.fffffe21a456fp-2,
    0x1.4ec9b919e77a7p-2,
    0x1.9d9ec0a418d38p-4,
    0x1.a7c38d788d0c1p-7,
    0x1.1576217acb889p-21,
};
enum { SHORT_MILLS_Q_TERMS = 5 };
static const double SHORT_MILLS_Q[SHORT_MILLS_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.73a6cf994f021p+0,
    0x1.b87da8ba496f3p-1,
    0x1.0254e6bc623acp-2,
    0x1.09f6ed6b547f2p-5,
};

/* e^(t^2/2) gelu'(-t) / (t0 - t) as P / Q, t0 the root on [0, 9.3125], degree 4 / 4: relative error 2^-28.17;
   fitted by csrc/tools/fit.py.  */
enum { SHORT_GELU_SLOPE_P_TERMS = 5 };
static const double SHORT_GELU_SLOPE_P[SHORT_GELU_SLOPE_P_TERMS] = {
    0x1.54851a49ed196p-1,
    0x1.79344a561eeecp-1,
    0x1.728eca7f9920dp-2,
    0x1.6dc5ad5f85caep-4,
    0x1.34fda839352dap-7,
};
enum { SHORT_GELU_SLOPE_Q_TERMS = 5 };
static const double SHORT_GELU_SLOPE_Q[SHORT_GELU_SLOPE_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.5f936c40ea5d1p+0,
    0x1.863e2b178fae1p-1,
    0x1.a610427598a41p-3,
    0x1.8341b68b270efp-6,
};

/* atanh(s) / s in z = s^2 on [0, 0.1111111111111111], degree 14, the first coefficients with a low part:
   relative error 2^-67.07; fitted by csrc/tools/fit.py.  */
enum { ATANH_PAIR_TERMS = 15, ATANH_PAIR_PAIRS = 3 };
static const double ATANH_PAIR[ATANH_PAIR_TERMS] = {
    0x1.0000000000000p+0,
    0x1.5555555555555p-2,
    0x1.999999999999ap-3,
    0x1.2492492492481p-3,
    0x1.c71c71c71d99ep-4,
    0x1.745d17457130cp-4,
    0x1.3b13b14f7734cp-4,
    0x1.11110e1cce714p-4,
    0x1.e1e27c41b0002p-5,
    0x1.af1d27c2f57adp-5,
    0x1.86af34e0440abp-5,
    0x1.5e96253b5d608p-5,
    0x1.6c1420a5d3433p-5,
    0x1.2d93246cf119ep-6,
    0x1.3e96d6b950237p-4,
};
static const double ATANH_PAIR_LOW[ATANH_PAIR_PAIRS] = {
    0x1.98d1926b02f8bp-81,
    0x1.5548b4442e969p-56,
    -0x1.575fd8d922a82p-57,
};

/* (t - tanh(t)) / t^3 in u = t^2 on [0, 1.0], degree 19, the first coefficients with a low part: relative
   error 2^-66.55; fitted by csrc/tools/fit.py.  */
enum { TANHSHRINK_PAIR_TERMS = 20, TANHSHRINK_PAIR_PAIRS = 9 };
static const double TANHSHRINK_PAIR[TANHSHRINK_PAIR_TERMS] = {
    0x1.5555555555555p-2,
    -0x1.1111111111111p-3,
    0x1.ba1ba1ba1ba1cp-5,
    -0x1.664f4882c10dcp-6,
    0x1.226e355e6b73ap-7,
    -0x1.d6d3d0e112212p-9,
    0x1.7da3644a466dcp-10,
    -0x1.355823d1f962cp-11,
    0x1.f57d636b99533p-13,
    -0x1.967d46597017ap-14,
    0x1.4976ffbe782f9p-15,
    -0x1.0aeb1ee223faap-16,
    0x1.af7c3bb9c5939p-18,
    -0x1.597b7e8416c42p-19,
    0x1.0ca49609c004ep-20,
    -0x1.8534ab8307794p-22,
    0x1.ea746939a0190p-24,
    -0x1.e6e5cc4b81244p-26,
    0x1.47db3b70b75f6p-28,
    -0x1.b655251f29535p-32,
};
static const double TANHSHRINK_PAIR_LOW[TANHSHRINK_PAIR_PAIRS] = {
    0x1.5555555555555p-56,
    -0x1.10e4a77f7c8eep-59,
    -0x1.f66b4df7905bap-59,
    -0x1.f97eca8389001p-60,
    -0x1.bbcc4aa97fdadp-63,
    -0x1.1f94e15d41d52p-66,
    0x1.bd506357b2b81p-65,
    -0x1.5aa8a95c7982dp-66,
    -0x1.eb88c9e737242p-67,
};

/* (t + k) e^(t^2/2) Phi(-t) in v = (t - k) / (t + k), k = MILLS_SHIFT on [-1.0, 0.8657718120805369], degree
   27, the first coefficients with a low part: relative error 2^-63.98; fitted by csrc/tools/fit.py.  */
enum { MILLS_PAIR_TERMS = 28, MILLS_PAIR_PAIRS = 8 };
static const double MILLS_PAIR[MILLS_PAIR_TERMS] = {
    0x1.89d3abe1f95aep-1,
    -0x1.54ad03f27ca18p-1,
    0x1.fb31653876f88p-2,
    -0x1.410ed5f875943p-2,
    0x1.51f6329f01c10p-3,
    -0x1.1b1c254ca454ep-4,
    0x1.54b4d4f485295p-6,
    -0x1.88590e97835aep-9,
    -0x1.a250376e86e86p-11,
    0x1.1daf1abdcc7e0p-11,
    -0x1.f214983679fd4p-15,
    -0x1.a17006016e701p-15,
    0x1.17df4fdadd5e8p-16,
    0x1.0b1341a6e8f3ap-18,
    -0x1.73e7dc8ebbff7p-19,
    -0x1.6709404926e03p-22,
    0x1.d50421d0cda84p-22,
    0x1.567d44b50a266p-25,
    -0x1.313b77b00ec83p-24,
    -0x1.1dfe3ad0012eap-27,
    0x1.985e2e4b50c28p-27,
    0x1.35b62350f07cdp-29,
    -0x1.089126a1560e9p-29,
    -0x1.3b73035e143d8p-31,
    0x1.2133a81624355p-32,
    0x1.e8f5b556c5453p-34,
    -0x1.7d6cd3a222120p-36,
    -0x1.9b2e982cc0e42p-37,
};
static const double MILLS_PAIR_LOW[MILLS_PAIR_PAIRS] = {
    -0x1.045538c3c1cbfp-56,
    -0x1.17643f898055ep-58,
    0x1.824fdf09c49d4p-58,
    -0x1.3e4bb1422ad23p-56,
    0x1.462be40c1c149p-57,
    -0x1.3d88450d398a9p-64,
    -0x1.cc5f39d632767p-61,
    -0x1.f5874f44709c5p-63,
};

/* e^(t^2/2) gelu'(-t) / (t0 - t) in v = (t - k) / (t + k), k = MILLS_SHIFT, t0 the root on [-1.0,
   0.8657718120805369], degree 25, the first coefficients with a low part: relative error 2^-64.62; fitted by
   csrc/tools/fit.py.  */
enum { GELU_SLOPE_PAIR_TERMS = 26, GELU_SLOPE_PAIR_PAIRS = 7 };
static const double GELU_SLOPE_PAIR[GELU_SLOPE_PAIR_TERMS] = {
    0x1.ce451b41a3ba0p-2,
    -0x1.6fce89f8d2b96p-4,
    0x1.ef8423a0a745cp-5,
    -0x1.231a8d1238406p-5,
    0x1.23c3758993101p-6,
    -0x1.e0a9519477b6ap-8,
    0x1.2dc07799a372cp-9,
    -0x1.cdee09ccab0d2p-12,
    -0x1.fde2ab2b515e4p-17,
    0x1.54f8b3b965b3ap-15,
    -0x1.34bd9f8ec8a4fp-17,
    -0x1.0b7559ea97b39p-19,
    0x1.6d23ca656f6d4p-20,
    0x1.6eeb47b3dffe9p-26,
    -0x1.6aee029633b32p-23,
    0x1.af5b666cc3072p-27,
    0x1.7d3ca65bce1a7p-26,
    -0x1.5db21c392cbd1p-29,
    -0x1.c03ce6d0f33cbp-29,
    0x1.69aabb4ad75f8p-32,
    0x1.1ea6f27ffb94dp-31,
    -0x1.06df9fd0994b2p-36,
    -0x1.5b3250af75b49p-34,
    -0x1.00ca20a1c493bp-37,
    0x1.13330c08f6cf6p-37,
    0x1.0407229ff996fp-39,
};
static const double GELU_SLOPE_PAIR_LOW[GELU_SLOPE_PAIR_PAIRS] = {
    -0x1.75ca9618b76c8p-56,
    -0x1.f11159c9bb9fdp-58,
    -0x1.9a431f3571983p-59,
    0x1.9efc43d89e189p-59,
    -0x1.9da656e02142dp-61,
    0x1.0508a325d6c69p-71,
    -0x1.f392fe99290c8p-63,
};

/* (t - tanh(t)) / t^3 in u = t^2 on [0, 0.09765625], degree 8, the first coefficients with a low part:
   relative error 2^-58.49; fitted by csrc/tools/fit.py.  */
enum { TANHSHRINK_TWOFOLD_TERMS = 9, TANHSHRINK_TWOFOLD_PAIRS = 1 };
static const double TANHSHRINK_TWOFOLD[TANHSHRINK_TWOFOLD_TERMS] = {
    0x1.5555555555555p-2,
    -0x1.11111111110f3p-3,
    0x1.ba1ba1ba13a20p-5,
    -0x1.664f487c2b317p-6,
    0x1.226e32a6234d1p-7,
    -0x1.d6d28d19a0a4dp-9,
    0x1.7d77027b2866ep-10,
    -0x1.31c5f949b5be7p-11,
    0x1.a4c3080fb5e9fp-13,
};
static const double TANHSHRINK_TWOFOLD_LOW[TANHSHRINK_TWOFOLD_PAIRS] = {
    0x1.4c16c6ed52578p-56,
};

/* (t + k) e^(t^2/2) Phi(-t) in v = (t - k) / (t + k), k = MILLS_SHIFT on [-1.0, 0.726027397260274], degree
   23, the first coefficients with a low part: relative error 2^-59.01; fitted by csrc/tools/fit.py.  */
enum { MILLS_TWOFOLD_TERMS = 24, MILLS_TWOFOLD_PAIRS = 5 };
static const double MILLS_TWOFOLD[MILLS_TWOFOLD_TERMS] = {
    0x1.89d3abe1f95aep-1,
    -0x1.54ad03f27ca18p-1,
    0x1.fb31653876f89p-2,
    -0x1.410ed5f87594dp-2,
    0x1.51f6329f01b8ep-3,
    -0x1.1b1c254ca3f36p-4,
    0x1.54b4d4f48bb53p-6,
    -0x1.88590e9865ab2p-9,
    -0x1.a2503779cc27bp-11,
    0x1.1daf1ae1d605ap-11,
    -0x1.f2149244cdcdap-15,
    -0x1.a17013d928196p-15,
    0x1.17df0df6dca2ep-16,
    0x1.0b14ee7bd8be5p-18,
    -0x1.73e01be256e16p-19,
    -0x1.674ae58f9c142p-22,
    0x1.d46413d2fb42cp-22,
    0x1.5981a40d8c114p-25,
    -0x1.2cdd5780b7e40p-24,
    -0x1.268283b969e17p-27,
    0x1.70a6dd98f49f0p-27,
    0x1.2fcf2e049f7d0p-29,
    -0x1.3918b256f7de0p-30,
    -0x1.9a6a7f2a63797p-32,
};
static const double MILLS_TWOFOLD_LOW[MILLS_TWOFOLD_PAIRS] = {
    -0x1.0726516b6dd26p-56,
    -0x1.3885bbb368d76p-65,
    0x1.f312a07f3f7abp-58,
    0x1.184118240aff3p-57,
    -0x1.120aa3a5cc930p-58,
};

/* e^(t^2/2) gelu'(-t) / (t0 - t) in v = (t - k) / (t + k), k = MILLS_SHIFT, t0 the root on [-1.0,
   0.726027397260274], degree 21, the first coefficients with a low part: relative error 2^-58.81; fitted by
   csrc/tools/fit.py.  */
enum { GELU_SLOPE_TWOFOLD_TERMS = 22, GELU_SLOPE_TWOFOLD_PAIRS = 4 };
static const double GELU_SLOPE_TWOFOLD[GELU_SLOPE_TWOFOLD_TERMS] = {
    0x1.ce451b41a3ba0p-2,
    -0x1.6fce89f8d2b97p-4,
    0x1.ef8423a0a7449p-5,
    -0x1.231a8d12383d7p-5,
    0x1.23c375899396ep-6,
    -0x1.e0a9519479961p-8,
    0x1.2dc0779945d49p-9,
    -0x1.cdee09cc4e592p-12,
    -0x1.fde2a709d0f55p-17,
    0x1.54f8b41bf826fp-15,
    -0x1.34bdba26cdd5ap-17,
    -0x1.0b75aa3e67fa6p-19,
    0x1.6d26f874fa369p-20,
    0x1.6fcc92187ad25p-26,
    -0x1.6b26add42d0e3p-23,
    0x1.a9eba10732536p-27,
    0x1.7f36e167ab9c7p-26,
    -0x1.3769985e75bb9p-29,
    -0x1.c1f44e54b8310p-29,
    0x1.2da8e188c7f23p-34,
    0x1.cc9d16c5d3a5dp-32,
    0x1.63befb71018fcp-34,
};
static const double GELU_SLOPE_TWOFOLD_LOW[GELU_SLOPE_TWOFOLD_PAIRS] = {
    -0x1.6ead06845f897p-56,
    0x1.02efb0347b437p-58,
    -0x1.746b5a9533bd5p-59,
    -0x1.13a2d9ac9a932p-59,
};

/* 2^(i/8).  */
static const double EXP2_EIGHTHS[8] = {
    0x1.0000000000000p+0,
    0x1.172b83c7d517bp+0,
    0x1.306fe0a31b715p+0,
    0x1.4bfdad5362a27p+0,
    0x1.6a09e667f3bcdp+0,
    0x1.8ace5422aa0dbp+0,
    0x1.ae89f995ad3adp+0,
    0x1.d5818dcfba487p+0,
};

/* From here on tanh rounds to 1 in binary32, and the interval of TANH ends: exact.  */
static const double TANH_MAX = 0x1.2100000000000p+3;

/* From here on float32 lanes take tanh for constant, and the interval of SHORT_TANH ends: exact.  */
static const double SHORT_TANH_MAX = 0x1.ec00000000000p+2;

/* The interval of TANHSHRINK ends: exact.  */
static const double TANHSHRINK_FAR = 0x1.a000000000000p+3;

/* That of SHORT_TANHSHRINK ends: exact.  */
static const double SHORT_TANHSHRINK_FAR = 0x1.0000000000000p+3;

/* That of TANHSHRINK_TWOFOLD, in t, ends: exact.  */
static const double TANHSHRINK_NEAR = 0x1.4000000000000p-2;

/* The intervals of MILLS, GELU_SLOPE and GELU_BOTH end: exact.  */
static const double NORMAL_MOST = 0x1.a800000000000p+4;

/* Those of SHORT_MILLS and SHORT_GELU_SLOPE end: exact.  */
static const double SHORT_NORMAL_MOST = 0x1.2a00000000000p+3;

/* log2(e): error 2^-55.44.  */
static const double LOG2E = 0x1.71547652b82fep+0;

/* ln(2), with 42 bits in the first part, so that n LN2_1 is exact for |n| <= 2048: error 2^-157.31.  */
static const double LN2_1 = 0x1.62e42fefa3800p-1;
static const double LN2_2 = 0x1.ef35793c76730p-45;
static const double LN2_3 = 0x1.f97b57a079a19p-103;

/* 1/6: error 2^-110.58.  */
static const double SIXTH_1 = 0x1.5555555555555p-3;
static const double SIXTH_2 = 0x1.5555555555555p-57;

/* t0 = 1 + W(1/e), the root of silu'(-t): error 2^-161.69.  */
static const double SILU_ROOT_1 = 0x1.474973c84120bp+0;
static const double SILU_ROOT_2 = 0x1.f8d74bc9ac154p-54;
static const double SILU_ROOT_3 = 0x1.44a50180ba780p-108;

/* e^-t0 = t0 - 1 for the same t0: error 2^-113.78.  */
static const double SILU_ROOT_EXP_1 = 0x1.1d25cf210482ep-2;
static const double SILU_ROOT_EXP_2 = -0x1.ca2d0d94faaecp-60;

/* 1.702: error 2^-109.79.  */
static const double QUICK_GELU_1 = 0x1.b3b645a1cac08p+0;
static const double QUICK_GELU_2 = 0x1.89374bc6a7efap-55;

/* The root of quick_gelu'(-t), that of silu' over 1.702: error 2^-165.73.  */
static const double QUICK_GELU_ROOT_1 = 0x1.80974a62be3dfp-1;
static const double QUICK_GELU_ROOT_2 = -0x1.b12c858d26bf0p-55;
static const double QUICK_GELU_ROOT_3 = 0x1.b187332104db7p-112;

/* 2 sqrt(2 / pi): error 2^-109.16.  */
static const double GELU_TANH_LINEAR_1 = 0x1.9884533d43651p+0;
static const double GELU_TANH_LINEAR_2 = -0x1.cbc0d30ebfd15p-54;

/* 0.044715 times that: error 2^-114.07.  */
static const double GELU_TANH_CUBIC_1 = 0x1.2444f2a4d8b4bp-4;
static const double GELU_TANH_CUBIC_2 = -0x1.6c843a29d1c70p-61;

/* t0, the root of gelu_tanh'(-t): error 2^-162.84.  */
static const double GELU_TANH_ROOT_1 = 0x1.81429f9e97e4dp-1;
static const double GELU_TANH_ROOT_2 = -0x1.4f523ed77dbdcp-55;
static const double GELU_TANH_ROOT_3 = 0x1.a649fca8ac0e5p-109;

/* e^-z(t0): error 2^-111.10.  */
static const double GELU_TANH_ROOT_EXP_1 = 0x1.2af64e9c485eep-2;
static const double GELU_TANH_ROOT_EXP_2 = -0x1.3ca470b477afcp-57;

/* t0, the root of gelu'(-t): error 2^-167.01.  */
static const double GELU_ROOT_1 = 0x1.80ead197f00b4p-1;
static const double GELU_ROOT_2 = -0x1.13e74c58cada8p-56;
static const double GELU_ROOT_3 = -0x1.65d4b5b9cdd03p-111;

/* x0, the root of mish'(x): error 2^-162.28.  */
static const double MISH_ROOT_1 = -0x1.31432c0d12d84p+0;
static const double MISH_ROOT_2 = -0x1.bf319154da210p-55;
static const double MISH_ROOT_3 = -0x1.3b82ea8c1efc4p-109;

/* e^x0: error 2^-111.25.  */
static const double MISH_ROOT_EXP_1 = 0x1.36c4202fc3eccp-2;
static const double MISH_ROOT_EXP_2 = 0x1.6d73a02f8d922p-56;

/* selu's scale: error 2^-109.61.  */
static const double SELU_LAMBDA_1 = 0x1.0cfabd6a91132p+0;
static const double SELU_LAMBDA_2 = 0x1.6fc7d272f2695p-55;

/* selu's scale times its alpha: error 2^-109.38.  */
static const double SELU_LAMBDA_ALPHA_1 = 0x1.c212cc640f031p+0;
static const double SELU_LAMBDA_ALPHA_2 = 0x1.05161b045a1fep-56;

/* k of MILLS_PAIR and GELU_SLOPE_PAIR: exact.  */
static const double MILLS_SHIFT = 0x1.4000000000000p+2;

/* 1 / sqrt(2 pi): error 2^-111.16.  */
static const double NORMAL_PEAK_1 = 0x1.9884533d43651p-2;
static const double NORMAL_PEAK_2 = -0x1.cbc0d30ebfd15p-56;
